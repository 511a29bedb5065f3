package mercat.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

class RepeatedLinesTest {
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  RepeatedLinesTest() {
    lines.addFilter(new RepeatedLines());
    lines.start();
  }

  @Test
  void letsFewOfAKindPassInAMinuteAndSaysSo() {
    for (int i = 0; i < 1_000; i++) {
      log(Level.WARN, "refused {}", i, 0);
      log(Level.ERROR, "another kind", i, 0);
      log(Level.INFO, "checkout interrupted", i, 0);
      log(Level.DEBUG, "each request", i, 0);
    }
    assertThat(lines.list).hasSize(1_000 + 3 * RepeatedLines.LINES_MAX);
    var warnings = lines.list.stream().filter(line -> line.getLevel() == Level.WARN).toList();
    assertThat(warnings.getFirst().getKeyValuePairs()).isNull();
    assertThat(warnings.getLast().getKeyValuePairs())
        .hasToString("[repeated=\"left out for the rest of the minute\"]");
    log(Level.WARN, "refused {}", 0, 60_000);
    assertThat(lines.list).hasSize(1_001 + 3 * RepeatedLines.LINES_MAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "text"})
  void standsBeforeWhateverIsWritten(String format) throws JoranException {
    context.putProperty("log.format", format);
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure("../../cluster-config/logback.xml");
    assertThat(
            context
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .getAppender(format)
                .getCopyOfAttachedFiltersList())
        .hasExactlyElementsOfTypes(WritesToGoneNodes.class, RepeatedLines.class);
    context.stop();
  }

  private void log(Level level, String message, int argument, long millis) {
    var event =
        new LoggingEvent(
            "fqcn", context.getLogger("mercat"), level, message, null, new Object[] {argument});
    event.setTimeStamp(millis);
    lines.doAppend(event);
  }
}
