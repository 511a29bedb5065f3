package mercat.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import io.vertx.core.Promise;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritesToGoneNodesTest {
  @ParameterizedTest
  @CsvSource({
    "io.vertx.core.eventbus.impl.clustered.OutboundConnection, Promise already completed, DENY",
    "io.vertx.core.eventbus.impl.clustered.OutboundConnection, something else, NEUTRAL",
    "mercat.platform.bus.LocalCalls, Promise already completed, NEUTRAL"
  })
  void leavesOutWhatTheBusReportsOfAWriterThatKnows(
      String writer, String message, FilterReply reply) {
    var thrown = new IllegalStateException(message);
    thrown.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement(Promise.class.getName(), "fail", "Promise.java", 104),
          new StackTraceElement(writer, "writeMessage", "", 86)
        });
    var logger = new LoggerContext().getLogger("io.vertx.core.impl.ContextImpl");
    var event = new LoggingEvent("fqcn", logger, Level.ERROR, "Unhandled exception", thrown, null);
    assertThat(new WritesToGoneNodes().decide(event)).isEqualTo(reply);
  }
}
