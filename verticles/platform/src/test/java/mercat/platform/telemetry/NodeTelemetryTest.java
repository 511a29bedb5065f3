package mercat.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NodeTelemetryTest {
  private static final String OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static TelemetryConfig config(String endpoint, double ratio) {
    return Collected.config(endpoint, ratio, 100);
  }

  @Test
  void recordsNothingWithoutACollector() {
    try (var telemetry = NodeTelemetry.of(config("", 1), "node", "1")) {
      var traces = telemetry.telemetry().traces();
      assertThat(traces).isSameAs(Traces.OFF);
      assertThat(traces.begin(null, SpanKind.SERVER, "GET", "/")).isSameAs(Span.getInvalid());
    }
  }

  @Test
  void givesAHistogramTheTraceOfAValueAsItsExample() {
    try (var telemetry = NodeTelemetry.of(config("http://127.0.0.1:1", 1), "node", "1")) {
      var meter =
          Timer.builder("taken")
              .serviceLevelObjectives(Duration.ofMillis(10))
              .register(telemetry.telemetry().metrics());
      var traces = telemetry.telemetry().traces();
      var span = traces.begin(null, SpanKind.SERVER, "GET", "/");
      traces.record(meter, TimeUnit.MILLISECONDS.toNanos(3), Spans.traceOf(span, ""));
      traces.record(meter, TimeUnit.SECONDS.toNanos(3), Trace.unsampled());
      span.end();
      assertThat(telemetry.scrape(OPEN).lines())
          .anyMatch(line ->
              line.startsWith("taken_seconds_bucket{le=\"0.01\"} 1")
                  && line.contains("trace_id=\"" + Trace.id(Spans.traceOf(span, "")) + "\""))
          .noneMatch(line -> line.startsWith("taken_seconds_bucket{le=\"+Inf\"} 2 #"));
    }
  }

  @Test
  @Timeout(120)
  void waitsNoLongerThanItsBoundForACollectorThatNeverAnswers() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var telemetry =
          NodeTelemetry.of(config("http://127.0.0.1:" + silent.getLocalPort(), 1), "node", "1");
      telemetry.telemetry().traces().begin(null, SpanKind.SERVER, "GET", "/").end();
      telemetry.close();
    }
  }

  @Test
  void refusesSettingsThatCannotBeMeant() {
    assertThatIllegalArgumentException().isThrownBy(() -> config("collector:4318", 1));
    assertThatIllegalArgumentException().isThrownBy(() -> config("http://host", 1.5));
    assertThatIllegalArgumentException().isThrownBy(() -> config("http://host", Double.NaN));
  }
}
