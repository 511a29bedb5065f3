package mercat.edge;

import mercat.platform.Failure;
import mercat.platform.telemetry.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what went wrong becomes an HTTP status. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  /** The problem that a request of a trace has run into. */
  static Problem of(Throwable thrown, String trace) {
    return switch (thrown) {
      case Problem problem -> problem;
      case Failure failure -> of(failure, trace);
      default -> internal(thrown, trace);
    };
  }

  private static Problem of(Failure failure, String trace) {
    return switch (failure.kind()) {
      case INVALID -> Problem.of(400, "invalid_request", String.valueOf(failure.getMessage()));
      case UNAUTHENTICATED -> Problem.unauthenticated("who are you?");
      case FORBIDDEN -> Problem.of(403, "forbidden", String.valueOf(failure.getMessage()));
      case NOT_FOUND -> Problem.notFound();
      case CONFLICT -> Problem.of(409, "conflict", String.valueOf(failure.getMessage()));
      case OVERLOADED -> Problem.overloaded();
      case UNAVAILABLE -> Problem.of(503, "unavailable", failure.getMessage() + ": try again soon");
      case DEADLINE_EXCEEDED ->
          Problem.of(
              504,
              "outcome_unknown",
              "no answer in time: repeat with the same key to learn the outcome");
      case INTERNAL -> internal(failure, trace);
    };
  }

  private static Problem internal(Throwable thrown, String trace) {
    Trace.on(LOG.atError(), trace).setCause(thrown).log("request failed");
    return Problem.of(500, "internal", "something broke here; it was not your request");
  }
}
