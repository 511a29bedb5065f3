package mercat.payments.stripe;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import mercat.contracts.OrderId;
import mercat.payments.HookSubject;

/**
 * An event of Stripe: its object, be it an intent, a charge or a refund, bears the order in its
 * metadata, as we have put it there.
 */
public final class StripeEvent {
  private StripeEvent() {}

  /**
   * What a body is about. An account tells of much that has nothing to do with orders; Stripe
   * switches off an endpoint that refuses it.
   */
  public static HookSubject subject(String body) {
    try {
      var event = new JsonObject(body);
      return "event".equals(event.getValue("object"))
              && event.getValue("data") instanceof JsonObject data
              && data.getValue("object") instanceof JsonObject object
          ? subject(object)
          : new HookSubject.Unreadable();
    } catch (DecodeException | ClassCastException other) {
      return new HookSubject.Unreadable();
    }
  }

  private static HookSubject subject(JsonObject object) {
    try {
      return object.getValue("metadata") instanceof JsonObject metadata
              && metadata.getValue("order") instanceof String order
          ? new HookSubject.Charge(OrderId.of(order).value())
          : new HookSubject.Other();
    } catch (IllegalArgumentException somebodyElses) {
      return new HookSubject.Other();
    }
  }
}
