package mercat.platform.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Arrays;

/**
 * Leaves out the stack traces that say nothing true. Vert.x's event bus tells the writer of each
 * message for a node which has just gone that the write failed; the writer takes note and answers
 * as if it had been told before, and "Promise already completed" is reported as unhandled. Whoever
 * waits for that node's reply is answered without it, and that the node has left is logged.
 */
public final class WritesToGoneNodes extends Filter<ILoggingEvent> {
  private static final String BUS = "io.vertx.core.eventbus.impl.clustered.OutboundConnection";

  @Override
  public FilterReply decide(ILoggingEvent event) {
    var thrown = event.getThrowableProxy();
    return thrown != null
            && "Promise already completed".equals(thrown.getMessage())
            && Arrays.stream(thrown.getStackTraceElementProxyArray())
                .map(StackTraceElementProxy::getStackTraceElement)
                .anyMatch(frame -> frame.getClassName().equals(BUS))
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }
}
