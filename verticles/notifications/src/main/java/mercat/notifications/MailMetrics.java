package mercat.notifications;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mercat.contracts.notifications.MailState;
import mercat.notifications.MailStore.Backlog;
import mercat.platform.EnumText;

/** What this node tells of mails. The backlog is the whole table's, as each node sees it. */
final class MailMetrics {
  private final MeterRegistry metrics;
  private final MailStore store;
  private final AtomicReference<Backlog> backlog = new AtomicReference<>(new Backlog(0, 0, 0));

  MailMetrics(MeterRegistry metrics, MailStore store) {
    this.metrics = metrics;
    this.store = store;
    metrics.gauge("mercat.notifications.mails.waiting", backlog, it -> it.get().waiting());
    metrics.gauge("mercat.notifications.mails.parked", backlog, it -> it.get().parked());
    TimeGauge.builder(
            "mercat.notifications.mails.oldest",
            backlog,
            TimeUnit.SECONDS,
            it -> it.get().oldestSeconds())
        .register(metrics);
  }

  void wanted(long mails) {
    count("wanted", mails);
  }

  /** An attempt whose end is noted; one that leaves the mail waiting is to be repeated. */
  void ended(MailState state) {
    count(state == MailState.WAITING ? "repeated" : EnumText.of(state), 1);
  }

  /** Looks at what is left to be done. */
  void look() {
    backlog.set(store.backlog());
  }

  private void count(String outcome, long mails) {
    metrics
        .counter("mercat.notifications.mails", Tags.of("outcome", outcome))
        .increment((double) mails);
  }
}
