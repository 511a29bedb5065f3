package mercat.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class LogLinesTest {
  /** New lines of every kind, and what clears a terminal, in seven bits and in eight. */
  private static final String HOSTILE =
      "said\r\nFORGED\nFORGED\rFORGED\u0085FORGED\u2028FORGED \u001b[2J \u009b2J \b";

  @ParameterizedTest
  @ValueSource(strings = {"json", "text"})
  void areMadeByNobodyElseAndSayNothingToTheTerminal(String format) throws JoranException {
    var context = new LoggerContext();
    context.putProperty("log.format", format);
    var file = new JoranConfigurator();
    file.setContext(context);
    file.doConfigure("../../cluster-config/logback.xml");
    var thrown = new IllegalStateException(HOSTILE, new IllegalArgumentException(HOSTILE));
    var event =
        new LoggingEvent("", context.getLogger("mercat"), Level.WARN, HOSTILE, thrown, null);
    event.addKeyValuePair(new KeyValuePair("name", HOSTILE));

    var text = new String(encoded(context, format, event), StandardCharsets.UTF_8);

    assertThat(text).contains("FORGED");
    assertThat(text.lines()).noneMatch(line -> line.startsWith("FORGED"));
    assertThat(text.replaceAll("[\\t\\n]", ""))
        .doesNotContainPattern("[\\p{Cc}\\u2028\\u0085\\u009b]");
    if (format.equals("json")) {
      assertThat(text).hasLineCount(1);
    }
    context.stop();
  }

  private static byte[] encoded(LoggerContext context, String format, ILoggingEvent event) {
    Appender<ILoggingEvent> appender = context.getLogger("ROOT").getAppender(format);
    if (appender instanceof AsyncAppender later) {
      appender = later.getAppender("json-line");
    }
    return ((OutputStreamAppender<ILoggingEvent>) appender).getEncoder().encode(event);
  }
}
