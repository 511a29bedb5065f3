package mercat.payments.sandbox;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import mercat.contracts.OrderId;
import mercat.payments.HookSignature;
import mercat.payments.HookSubject;
import mercat.platform.HookKeys;

/**
 * A hook of the sandbox provider, such as {@code {"type":"charge.updated","data":{"charge":"…"}}}:
 * that something happened to a charge. What happened, its record tells whoever asks.
 */
public final class SandboxHook {
  private SandboxHook() {}

  /** By secrets of Standard Webhooks, as {@link HookKeys} takes them. */
  public static HookSignature signature(List<String> secrets) {
    var keys = HookKeys.of(secrets);
    return (hook, now) ->
        keys.check(hook.id(), hook.timestamp(), hook.signature(), hook.body(), now);
  }

  /** The charge that a body names. */
  public static HookSubject subject(String body) {
    try {
      return Json.decodeValue(body) instanceof JsonObject hook
              && hook.getValue("data") instanceof JsonObject data
              && data.getValue("charge") instanceof String key
          ? new HookSubject.Charge(OrderId.of(key).value())
          : new HookSubject.Unreadable();
    } catch (DecodeException | IllegalArgumentException other) {
      return new HookSubject.Unreadable();
    }
  }
}
