package mercat.notifications;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import mercat.contracts.notifications.DeliveryState;
import mercat.notifications.WebhookDeliveryStore.WebhookBacklog;
import mercat.platform.EnumText;

/** What this node tells of webhooks. The backlog is the whole table's, as each node sees it. */
final class WebhookMetrics {
  private static final String SWITCHED_OFF = "switched_off";

  private final MeterRegistry metrics;
  private final WebhookDeliveryStore store;
  private final InstantSource clock;
  private final AtomicReference<WebhookBacklog> backlog =
      new AtomicReference<>(new WebhookBacklog(0, 0));
  private final AtomicBoolean isAnyWaiting = new AtomicBoolean(true);

  WebhookMetrics(
      MeterRegistry metrics,
      WebhookDeliveryStore store,
      EndpointBreakers breakers,
      InstantSource clock) {
    this.metrics = metrics;
    this.store = store;
    this.clock = clock;
    metrics.gauge("mercat.notifications.webhooks.waiting", backlog, it -> it.get().waiting());
    metrics.gauge("mercat.notifications.webhooks.resting", breakers, EndpointBreakers::resting);
    TimeGauge.builder(
            "mercat.notifications.webhooks.oldest",
            backlog,
            TimeUnit.SECONDS,
            it -> it.get().oldestSeconds())
        .register(metrics);
    count(SWITCHED_OFF, 0); // so that the first can be seen as an increase
  }

  void wanted(int webhooks) {
    isAnyWaiting.set(true);
    count("wanted", webhooks);
  }

  /** An attempt whose end is noted; one that leaves the webhook waiting is to be repeated. */
  void ended(DeliveryState state) {
    if (state == DeliveryState.WAITING) {
      isAnyWaiting.set(true);
    }
    count(state == DeliveryState.WAITING ? "repeated" : EnumText.of(state), 1);
  }

  void switchedOff() {
    count(SWITCHED_OFF, 1);
  }

  /** Looks at what is left to be done. */
  void look() {
    var left = store.backlog(clock.instant());
    backlog.set(left);
    isAnyWaiting.set(left.waiting() > 0);
  }

  /** Whether any waits, as far as this node knows. */
  boolean isAnyWaiting() {
    return isAnyWaiting.get();
  }

  private void count(String outcome, int webhooks) {
    metrics
        .counter("mercat.notifications.webhooks", Tags.of("outcome", outcome))
        .increment((double) webhooks);
  }
}
