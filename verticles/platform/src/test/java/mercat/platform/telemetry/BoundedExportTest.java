package mercat.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BoundedExportTest {
  private static final int QUEUE_MAX = 8;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  private SdkTracerProvider provider(Supplier<CompletableResultCode> answer) {
    var config = Collected.config("http://127.0.0.1:1", 1, QUEUE_MAX);
    return SdkTracerProvider.builder()
        .addSpanProcessor(new BoundedExport(new Collected(answer), config, metrics))
        .build();
  }

  private void end(SdkTracerProvider provider, int spans) {
    for (int i = 0; i < spans; i++) {
      provider.get("test").spanBuilder("span").startSpan().end();
    }
  }

  private void awaitLost(int spans) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(count("lost")).isEqualTo(spans));
  }

  private double count(String outcome) {
    return metrics.counter("mercat.telemetry.spans", "outcome", outcome).count();
  }

  @Test
  void sendsEverythingToACollectorThatAnswers() {
    var provider = provider(CompletableResultCode::ofSuccess);
    end(provider, QUEUE_MAX);
    assertThat(provider.shutdown().join(60, TimeUnit.SECONDS).isSuccess()).isTrue();
    assertThat(count("sent")).isEqualTo(QUEUE_MAX);
    assertThat(count("dropped") + count("lost")).isZero();
  }

  @Test
  void dropsAndCountsWhatACollectorThatIsSilentLeavesNoRoomFor() {
    var provider = provider(CompletableResultCode::new);
    end(provider, 10_000);
    assertThat(count("dropped")).isEqualTo(10_000 - QUEUE_MAX);
    assertThat(metrics.get("mercat.telemetry.spans.waiting").gauge().value()).isEqualTo(QUEUE_MAX);
    assertThat(count("sent") + count("lost")).isZero();
  }

  @Test
  void countsWhatIsRefusedAndMakesRoomAgain() {
    var provider = provider(CompletableResultCode::ofFailure);
    end(provider, QUEUE_MAX);
    awaitLost(QUEUE_MAX);
    end(provider, QUEUE_MAX);
    awaitLost(2 * QUEUE_MAX);
    assertThat(count("dropped")).isZero();
  }
}
