package mercat.notifications;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import mercat.contracts.notifications.AddWebhook;
import mercat.notifications.domain.WebhookRetryRule;

/**
 * A breaker for each endpoint, and how many webhooks are on their way to it: one that is slow or
 * away has its share of the attempts, and takes none of another's.
 */
final class EndpointBreakers {
  /** Webhooks that are on their way to one endpoint at once. */
  static final int SHARE = 4;

  /** So many, that no endpoint waits for another. */
  static final int ALL = SHARE * AddWebhook.ENDPOINTS_MAX;

  private static final int FAILURES_MAX = 5;
  private static final int BREAKERS_MAX = 4 * AddWebhook.ENDPOINTS_MAX;

  private final Vertx vertx;
  private final long timeoutMs;
  private final Map<UUID, CircuitBreaker> breakers = new ConcurrentHashMap<>();
  private final Map<UUID, Integer> underWay = new ConcurrentHashMap<>();

  /**
   * Breakers.
   *
   * @param timeoutMs after which an attempt counts as a loss, longer than any takes
   */
  EndpointBreakers(Vertx vertx, long timeoutMs) {
    this.vertx = vertx;
    this.timeoutMs = timeoutMs;
  }

  CircuitBreaker of(UUID endpoint) {
    if (breakers.size() >= BREAKERS_MAX) {
      breakers.keySet().removeIf(id -> !underWay.containsKey(id));
    }
    return breakers.computeIfAbsent(endpoint, this::make);
  }

  private CircuitBreaker make(UUID endpoint) {
    return CircuitBreaker.create(
        "webhook " + endpoint,
        vertx,
        new CircuitBreakerOptions()
            .setMaxFailures(FAILURES_MAX)
            .setMaxRetries(0)
            .setTimeout(timeoutMs)
            .setFailuresRollingWindow(timeoutMs)
            .setResetTimeout(WebhookRetryRule.REST.toMillis())
            .setNotificationPeriod(0)
            .setNotificationAddress(null));
  }

  void begins(UUID endpoint) {
    underWay.merge(endpoint, 1, Integer::sum);
  }

  void ends(UUID endpoint) {
    underWay.computeIfPresent(endpoint, (id, many) -> many > 1 ? many - 1 : null);
  }

  boolean isAnyUnderWay() {
    return !underWay.isEmpty();
  }

  /** How many more may be sent now to those that have been sent any; to others {@link #SHARE}. */
  Map<UUID, Integer> rooms() {
    var rooms = new HashMap<UUID, Integer>();
    breakers.forEach((endpoint, breaker) -> rooms.put(endpoint, limit(breaker.state())));
    underWay.forEach(
        (endpoint, many) -> rooms.merge(endpoint, SHARE - many, (open, left) -> open - many));
    rooms.replaceAll((endpoint, room) -> Math.max(0, room));
    return rooms;
  }

  private static int limit(CircuitBreakerState state) {
    return switch (state) {
      case CLOSED -> SHARE;
      case HALF_OPEN -> 1;
      case OPEN -> 0;
    };
  }

  /** How many endpoints are let alone. */
  long resting() {
    return breakers.values().stream()
        .filter(breaker -> breaker.state() != CircuitBreakerState.CLOSED)
        .count();
  }
}
