package mercat.edge.grpc;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.grpc.common.GrpcHeaderNames;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.platform.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a call: what it sends must be plain Protocol Buffers, for a compressed message
 * could grow without bound, and its deadline begins to run.
 *
 * @param most how long a call may take, whatever it asks for
 */
record CallHead(Duration most) implements Handler<RoutingContext> {
  private static final String PATIENCE = "mercat.patience";
  private static final String DEADLINE = "mercat.deadline";

  private static final Pattern MEDIA_TYPES =
      Pattern.compile("application/grpc(\\+proto)?\\s*(;.*)?");
  private static final Pattern TIMEOUT = Pattern.compile("([0-9]{1,8})([HMSmun])");

  @Override
  public void handle(RoutingContext ctx) {
    var headers = ctx.request().headers();
    if (!MEDIA_TYPES.matcher(String.valueOf(headers.get(HttpHeaders.CONTENT_TYPE))).matches()) {
      throw Problem.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send application/grpc");
    }
    var encoding = headers.get(GrpcHeaderNames.GRPC_ENCODING);
    if (encoding != null && !encoding.equals("identity")) {
      throw Problem.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send messages that are not compressed");
    }
    var patience = patience(headers.get(GrpcHeaderNames.GRPC_TIMEOUT));
    ctx.put(PATIENCE, patience);
    ctx.put(DEADLINE, Deadline.after(patience));
    ctx.next();
  }

  private Duration patience(@Nullable String timeout) {
    if (timeout == null) {
      return most;
    }
    var parts = TIMEOUT.matcher(timeout);
    if (!parts.matches()) {
      throw Problem.invalid("header:grpc-timeout", "is up to eight digits and one of H M S m u n");
    }
    long number = Long.parseLong(parts.group(1));
    var asked =
        switch (parts.group(2)) {
          case "H" -> Duration.ofHours(number);
          case "M" -> Duration.ofMinutes(number);
          case "S" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMillis(number);
          case "u" -> Duration.ofNanos(number * 1_000);
          default -> Duration.ofNanos(number);
        };
    return asked.compareTo(most) < 0 ? asked : most;
  }

  /** How long the call may take from its arrival. */
  static Duration patience(RoutingContext ctx) {
    return Objects.requireNonNull(ctx.get(PATIENCE));
  }

  /** The same as a point in time. */
  static Deadline deadline(RoutingContext ctx) {
    return Objects.requireNonNull(ctx.get(DEADLINE));
  }
}
