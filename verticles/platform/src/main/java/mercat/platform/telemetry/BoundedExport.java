package mercat.platform.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans in batches on a thread of its own. Never more than a number of them wait: whoever
 * ends one more goes on at once, and it is counted as dropped. What the collector does not take is
 * counted as lost, and not sent again.
 */
final class BoundedExport implements SpanProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedExport.class);
  private static final int BATCH_MAX = 512;

  private final SpanProcessor batches;
  private final MeterRegistry metrics;
  private final int queueMax;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean isLosing = new AtomicBoolean();

  BoundedExport(SpanExporter collector, TelemetryConfig config, MeterRegistry metrics) {
    this.queueMax = config.queueMax();
    this.metrics = metrics;
    metrics.gauge("mercat.telemetry.spans.waiting", waiting);
    this.batches =
        BatchSpanProcessor.builder(new Collecting(collector))
            .setMaxQueueSize(queueMax)
            .setMaxExportBatchSize(Math.min(BATCH_MAX, queueMax))
            .setScheduleDelay(config.exportEvery())
            .setExporterTimeout(config.exportTimeout())
            .build();
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (waiting.incrementAndGet() > queueMax) {
      waiting.decrementAndGet();
      count("dropped", 1);
      return;
    }
    batches.onEnd(span);
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode forceFlush() {
    return batches.forceFlush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }

  private void count(String outcome, int spans) {
    metrics.counter("mercat.telemetry.spans", "outcome", outcome).increment(spans);
  }

  /** Says when the collector stops taking spans and when it takes them again, not in between. */
  private void answered(boolean isTaken, int spans) {
    waiting.addAndGet(-spans);
    count(isTaken ? "sent" : "lost", spans);
    if (isLosing.compareAndSet(isTaken, !isTaken)) {
      if (isTaken) {
        LOG.info("the collector takes spans again");
      } else {
        LOG.warn("the collector does not take spans: they are lost until it does");
      }
    }
  }

  /** The collector, with what becomes of each batch. */
  private final class Collecting implements SpanExporter {
    private final SpanExporter collector;

    Collecting(SpanExporter collector) {
      this.collector = collector;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int count = spans.size();
      var answer = collector.export(spans);
      return answer.whenComplete(() -> answered(answer.isSuccess(), count));
    }

    @Override
    public CompletableResultCode flush() {
      return collector.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return collector.shutdown();
    }
  }
}
