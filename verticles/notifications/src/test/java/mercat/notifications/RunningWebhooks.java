package mercat.notifications;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.notifications.AddWebhook;
import mercat.contracts.notifications.ListDeliveries;
import mercat.contracts.notifications.ReadWebhook;
import mercat.contracts.notifications.WebhookDelivery;
import mercat.contracts.notifications.WebhookEndpoint;
import mercat.contracts.orders.OrderConfirmed;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import mercat.testkit.TestDatabase;

/** Notifications that may call receivers of the test, by a clock that the test can put forward. */
final class RunningWebhooks extends RunningNotifications {
  static final Actor ADMIN = new Actor("noor", Set.of("admin"));
  static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private static final Duration LEASE = Duration.ofMinutes(1);

  private final AtomicReference<Duration> ahead;

  /** Beside a receiver on this port of this machine. */
  RunningWebhooks(int port) {
    this(allowing("127.0.0.1:" + port), Webhooks.overTheInternet());
  }

  RunningWebhooks(Map<String, String> settings, Webhooks webhooks) {
    this(TestDatabase.fresh(), new AtomicReference<>(Duration.ZERO), settings, webhooks);
  }

  RunningWebhooks(
      TestDatabase database,
      AtomicReference<Duration> ahead,
      Map<String, String> settings,
      Webhooks webhooks) {
    super(
        database,
        () -> Instant.now().plus(ahead.get()),
        settings,
        new NotificationsContext(webhooks));
    this.ahead = ahead;
  }

  static Map<String, String> allowing(String allowed) {
    return Map.of(
        "notifications.sealing-key", KEY,
        "notifications.staff-address", "staff@example.com",
        "notifications.webhooks-allow", allowed);
  }

  void passes(Duration time) {
    ahead.accumulateAndGet(time, Duration::plus);
  }

  @Override
  @CanIgnoreReturnValue
  public <R extends Message> R ask(Request<R> request) {
    return askAs(ADMIN, request);
  }

  AddWebhook.Reply adding(String url, String... events) {
    return ask(new AddWebhook(UUID.randomUUID(), url, List.of(events), "a test's"));
  }

  AddWebhook.Reply.Added added(String url, String... events) {
    return (AddWebhook.Reply.Added) adding(url, events);
  }

  WebhookEndpoint endpoint(UUID id) {
    return ((ReadWebhook.Reply.Found) ask(new ReadWebhook(id))).endpoint();
  }

  List<WebhookDelivery> deliveries(UUID endpoint) {
    var asked = new ListDeliveries(endpoint, null, null, 100);
    return ((ListDeliveries.Reply.Found) ask(asked)).deliveries();
  }

  WebhookDelivery delivery(UUID endpoint) {
    var deliveries = deliveries(endpoint);
    assertThat(deliveries).hasSize(1);
    return deliveries.getFirst();
  }

  /** An order that is confirmed now, and followed. */
  @CanIgnoreReturnValue
  UUID confirmed() {
    var id = Fresh.orderId();
    orders.announces(new OrderConfirmed(id, PRICE));
    awaitFollowed("notifications", "orders");
    return id.value();
  }

  /**
   * Waits until the one delivery of an endpoint stands like this, state, attempts and reason, and
   * no attempt is under way.
   */
  void awaitDelivery(UUID endpoint, String standing) {
    eventually(() -> {
      var it = delivery(endpoint);
      var lastAt = it.lastAt();
      assertThat(it.nextAt()).isNotEqualTo(lastAt == null ? null : lastAt.plus(LEASE));
      assertThat("%s %d %s".formatted(it.state(), it.attempts(), it.reason()).strip())
          .isEqualTo(standing);
    });
  }
}
