package mercat.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TraceTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SAMPLED = "00-" + ID + "-00f067aa0ba902b7-01";

  @Test
  void readsItsParts() {
    assertThat(Trace.isValid(SAMPLED)).isTrue();
    assertThat(Trace.isSampled(SAMPLED)).isTrue();
    assertThat(Trace.id(SAMPLED)).isEqualTo(ID);
    assertThat(Trace.spanId(SAMPLED)).isEqualTo("00f067aa0ba902b7");
  }

  @Test
  void isMadeValidAndUnsampled() {
    var made = Trace.unsampled();
    assertThat(Trace.isValid(made)).isTrue();
    assertThat(Trace.isSampled(made)).isFalse();
    assertThat(Trace.unsampled()).isNotEqualTo(made);
  }

  @Test
  void keepsItsIdWhenItIsNotRecorded() {
    var unsampled = Trace.unsampled(SAMPLED);
    assertThat(unsampled).isEqualTo("00-" + ID + "-00f067aa0ba902b7-00");
    assertThat(Trace.unsampled(unsampled)).isSameAs(unsampled);
    assertThat(Trace.unsampled("nonsense")).matches(Trace::isValid);
    assertThat(Trace.unsampled(null)).matches(Trace::isValid);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473x-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
      })
  void refusesWhatIsNoTraceParent(String text) {
    assertThat(Trace.isValid(text)).isFalse();
  }

  @Test
  void standsInTheLinesOfTheLog() {
    var logger = (Logger) LoggerFactory.getLogger("mercat.test.trace");
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    logger.addAppender(lines);
    Trace.on(logger.atError(), SAMPLED).log("known");
    Trace.on(logger.atError(), "").log("unknown");
    logger.detachAppender(lines);
    assertThat(lines.list.getFirst().getKeyValuePairs())
        .extracting(pair -> pair.key + "=" + pair.value)
        .containsExactly("trace.id=" + ID, "span.id=00f067aa0ba902b7");
    assertThat(lines.list.getLast().getKeyValuePairs()).isNullOrEmpty();
  }
}
