package mercat.platform.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A collector that keeps what it is sent, and answers as the test says. */
final class Collected implements SpanExporter {
  final List<SpanData> spans = new CopyOnWriteArrayList<>();
  private final Supplier<CompletableResultCode> answer;

  Collected(Supplier<CompletableResultCode> answer) {
    this.answer = answer;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> batch) {
    spans.addAll(batch);
    return answer.get();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }

  /** The settings of a test: a collector may be silent for longer than it lasts, but at its end. */
  static TelemetryConfig config(String endpoint, double ratio, int queueMax) {
    return new TelemetryConfig(
        endpoint,
        ratio,
        false,
        "test",
        queueMax,
        Duration.ofMillis(5),
        Duration.ofMinutes(5),
        Duration.ofMillis(500));
  }

  SpanData named(String name) {
    return spans.stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + spans));
  }
}
