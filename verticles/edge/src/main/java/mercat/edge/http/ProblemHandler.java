package mercat.edge.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import mercat.platform.Failure;
import mercat.platform.telemetry.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The router's failure handler: the one place where what went wrong becomes a status. */
public record ProblemHandler(Responder responder) implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

  @Override
  public void handle(RoutingContext ctx) {
    responder.send(ctx, problem(ctx).writeTo(ctx.response()));
  }

  /** The problem that a request has run into. */
  public static Problem problem(RoutingContext ctx) {
    var thrown = ctx.failure();
    return switch (ctx.statusCode()) {
      case 400 -> Problem.invalid("path", "the path is not valid");
      case 403 -> Problem.of(ErrorCode.FORBIDDEN, "the origin is not allowed");
      case 404 -> Problem.notFound();
      default ->
          thrown == null
              ? of(new IllegalStateException("status " + ctx.statusCode()), "")
              : of(thrown, RequestTelemetry.trace(ctx));
    };
  }

  /** The problem that a request of a trace has run into. */
  public static Problem of(Throwable thrown, String trace) {
    return switch (thrown) {
      case Problem problem -> problem;
      case Failure failure -> of(failure, trace);
      default -> internal(thrown, trace);
    };
  }

  private static Problem of(Failure failure, String trace) {
    var message = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case INVALID -> Problem.of(ErrorCode.INVALID_REQUEST, message);
      case UNAUTHENTICATED -> Problem.unauthenticated("authentication is required");
      case FORBIDDEN -> Problem.of(ErrorCode.FORBIDDEN, message);
      case NOT_FOUND -> Problem.notFound();
      case CONFLICT -> Problem.of(ErrorCode.CONFLICT, message);
      case OVERLOADED -> Problem.overloaded();
      case UNAVAILABLE -> Problem.unavailable(message + ": try again soon");
      case DEADLINE_EXCEEDED ->
          Problem.of(
              ErrorCode.OUTCOME_UNKNOWN,
              "no answer in time: repeat with the same key to learn the outcome");
      case INTERNAL -> internal(failure, trace);
    };
  }

  private static Problem internal(Throwable thrown, String trace) {
    Trace.on(LOG.atError(), trace).setCause(thrown).log("request failed");
    return Problem.of(ErrorCode.INTERNAL, "an internal error occurred");
  }
}
