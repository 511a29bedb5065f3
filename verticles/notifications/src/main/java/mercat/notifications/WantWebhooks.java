package mercat.notifications;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.contracts.Event;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.EmailVerified;
import mercat.contracts.log.LogEntry;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.payments.PaymentRefunded;
import mercat.notifications.WebhookDeliveryStore.WantedWebhook;
import mercat.notifications.domain.PublicEvent;
import mercat.platform.BoundedContext;
import mercat.platform.bus.Json;
import mercat.platform.database.Tx;
import mercat.platform.telemetry.Traces;

/**
 * Stores which webhooks are wanted: all of a page for all endpoints in one statement. What is older
 * than what is kept would be told twice, were it applied again, and is told to nobody.
 */
final class WantWebhooks {
  /** The events of each context that others may be told of. */
  static final Map<String, Set<Class<? extends Event>>> EVENTS =
      Map.of(
          "accounts",
          Set.of(AccountRegistered.class, EmailVerified.class, AccountErased.class),
          "orders",
          Set.of(
              OrderConfirmed.class, OrderRejected.class, OrderCancelled.class, OrderShipped.class),
          "payments",
          Set.of(PaymentRefunded.class));

  /** Ascending: an endpoint is told of events in about the order in which they happened. */
  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private final String source;
  private final WebhookDeliveryStore store;
  private final Duration kept;
  private final InstantSource clock;
  private final Traces traces;
  private final WebhookMetrics metrics;
  private final Runnable wake;
  private final AtomicInteger stored = new AtomicInteger();

  WantWebhooks(
      String source,
      WebhookDeliveryStore store,
      Duration kept,
      BoundedContext context,
      WebhookMetrics metrics,
      Runnable wake) {
    this.source = source;
    this.store = store;
    this.kept = kept;
    this.clock = context.clock();
    this.traces = context.traces();
    this.metrics = metrics;
    this.wake = wake;
  }

  /** What is sent. */
  record WebhookBody(UUID id, String type, Instant timestamp, SequencedMap<String, Object> data) {}

  void apply(Tx tx, List<LogEntry> entries) {
    // What an earlier attempt stored was rolled back with it.
    stored.set(0);
    if (!store.isAnybodyTold(tx)) {
      return;
    }
    var now = clock.instant();
    var since = now.minus(kept);
    var wanted =
        entries.stream()
            .filter(entry -> entry.at().isAfter(since))
            .map(this::wanted)
            .flatMap(Optional::stream)
            .toList();
    if (!wanted.isEmpty()) {
      store.want(tx, source, wanted, now).onSuccess(stored::addAndGet);
    }
  }

  /** What was stored is due. */
  void applied() {
    int many = stored.getAndSet(0);
    if (many > 0) {
      metrics.wanted(many);
      wake.run();
    }
  }

  private Optional<WantedWebhook> wanted(LogEntry entry) {
    return PublicEvent.of(entry.event())
        .map(event -> {
          var id = IDS.generate();
          return new WantedWebhook(
              id,
              entry.position(),
              event.type(),
              event.subject(),
              Json.write(new WebhookBody(id, event.type(), entry.at(), event.data())),
              traces.records(entry.trace()) ? entry.trace() : "",
              entry.at());
        });
  }
}
