package mercat.payments.sandbox;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;
import mercat.contracts.OrderId;

/**
 * A hook of the sandbox provider, such as {@code {"type":"charge.updated","data":{"charge":"…"}}}:
 * that something happened to a charge. What happened, its record tells whoever asks.
 */
public final class SandboxHook {
  private SandboxHook() {}

  /** The key of the charge that a body names; empty when it is no hook. */
  public static Optional<UUID> charge(String body) {
    try {
      return Json.decodeValue(body) instanceof JsonObject hook
              && hook.getValue("data") instanceof JsonObject data
              && data.getValue("charge") instanceof String key
          ? Optional.of(OrderId.of(key).value())
          : Optional.empty();
    } catch (DecodeException | IllegalArgumentException other) {
      return Optional.empty();
    }
  }
}
