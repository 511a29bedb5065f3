package mercat.notifications;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
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
final class RunningWebhooks implements AutoCloseable {
  static final Actor ADMIN = new Actor("noor", Set.of("admin"));
  static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private static final Duration LEASE = Duration.ofMinutes(1);

  private final AtomicReference<Duration> ahead;
  private final RunningNotifications node;

  /** Beside a receiver on this port of this machine. */
  RunningWebhooks(int port) {
    this(
        TestDatabase.fresh(),
        new AtomicReference<>(Duration.ZERO),
        allowing("127.0.0.1:" + port),
        Webhooks.overTheInternet());
  }

  RunningWebhooks(
      TestDatabase database,
      AtomicReference<Duration> ahead,
      Map<String, String> settings,
      Webhooks webhooks) {
    this.ahead = ahead;
    this.node =
        new RunningNotifications(
            database,
            () -> Instant.now().plus(ahead.get()),
            settings,
            new NotificationsContext(webhooks));
  }

  static Map<String, String> allowing(String allowed) {
    var settings = new HashMap<String, String>();
    settings.put("notifications.sealing-key", KEY);
    settings.put("notifications.staff-address", "staff@example.com");
    settings.put("notifications.webhooks-allow", allowed);
    return settings;
  }

  RunningNotifications node() {
    return node;
  }

  void passes(Duration time) {
    ahead.accumulateAndGet(time, Duration::plus);
  }

  @CanIgnoreReturnValue
  <R extends Message> R ask(Request<R> request) {
    return node.askAs(ADMIN, request);
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
    node.orders().announces(new OrderConfirmed(id, RunningNotifications.PRICE));
    node.awaitFollowed("notifications", "orders");
    return id.value();
  }

  /**
   * Waits until the one delivery of an endpoint stands like this, state, attempts and reason, and
   * no attempt is under way.
   */
  void awaitStanding(UUID endpoint, String standing) {
    eventually(() -> {
      var it = delivery(endpoint);
      var lastAt = it.lastAt();
      assertThat(it.nextAt()).isNotEqualTo(lastAt == null ? null : lastAt.plus(LEASE));
      assertThat("%s %d %s".formatted(it.state(), it.attempts(), it.reason()).strip())
          .isEqualTo(standing);
    });
  }

  @Override
  public void close() {
    node.close();
  }
}
