package mercat.notifications.domain;

import static mercat.contracts.notifications.WebhookEvents.ACCOUNT_EMAIL_VERIFIED;
import static mercat.contracts.notifications.WebhookEvents.ACCOUNT_ERASED;
import static mercat.contracts.notifications.WebhookEvents.ACCOUNT_REGISTERED;
import static mercat.contracts.notifications.WebhookEvents.ORDER_CANCELLED;
import static mercat.contracts.notifications.WebhookEvents.ORDER_CONFIRMED;
import static mercat.contracts.notifications.WebhookEvents.ORDER_REJECTED;
import static mercat.contracts.notifications.WebhookEvents.ORDER_SHIPPED;
import static mercat.contracts.notifications.WebhookEvents.PAYMENT_REFUNDED;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.EmailVerified;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.payments.PaymentRefunded;

/**
 * An event as other systems are told of it: ids, amounts and words of the API, nothing personal.
 *
 * @param type one of {@link mercat.contracts.notifications.WebhookEvents}
 * @param subject the order or the account that it is about
 * @param data in the order in which it is written
 */
public record PublicEvent(String type, UUID subject, SequencedMap<String, Object> data) {
  /** What others are told of an event, if anything. */
  public static Optional<PublicEvent> of(Event event) {
    return switch (event) {
      case OrderConfirmed it ->
          Optional.of(ofOrder(ORDER_CONFIRMED, it.orderId(), Map.of("total", it.total())));
      case OrderRejected it ->
          Optional.of(ofOrder(ORDER_REJECTED, it.orderId(), Map.of("reason", it.reason())));
      case OrderCancelled it ->
          Optional.of(ofOrder(ORDER_CANCELLED, it.orderId(), Map.of("total", it.total())));
      case OrderShipped it -> Optional.of(ofOrder(ORDER_SHIPPED, it.orderId(), Map.of()));
      case PaymentRefunded it -> it.amount().amount() == 0 ? Optional.empty() : refund(it);
      case AccountRegistered it -> Optional.of(ofAccount(ACCOUNT_REGISTERED, it.accountId()));
      case EmailVerified it -> Optional.of(ofAccount(ACCOUNT_EMAIL_VERIFIED, it.accountId()));
      case AccountErased it -> Optional.of(ofAccount(ACCOUNT_ERASED, it.accountId()));
      case Event other -> Optional.empty();
    };
  }

  private static Optional<PublicEvent> refund(PaymentRefunded refunded) {
    var more = new LinkedHashMap<String, Object>();
    more.put("refundId", refunded.refundId());
    more.put("amount", refunded.amount());
    more.put("refundedInAll", refunded.refundedInAll());
    return Optional.of(ofOrder(PAYMENT_REFUNDED, refunded.orderId(), more));
  }

  private static PublicEvent ofOrder(String type, OrderId order, Map<String, Object> more) {
    return of(type, "orderId", order.value(), more);
  }

  private static PublicEvent ofAccount(String type, UUID account) {
    return of(type, "accountId", account, Map.of());
  }

  private static PublicEvent of(String type, String name, UUID subject, Map<String, Object> more) {
    var data = new LinkedHashMap<String, Object>();
    data.put(name, subject);
    data.putAll(more);
    return new PublicEvent(type, subject, data);
  }
}
