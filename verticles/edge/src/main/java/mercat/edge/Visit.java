package mercat.edge;

import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.vertx.core.http.HttpServerRequest;

/**
 * One request from its head to its answer, as it is told of.
 *
 * @param route the template of its path, {@code none} when it has none
 * @param id names it, in the answer and in its problem
 * @param began when it was seen
 * @param span its work, ended with the answer
 * @param trace the trace that all it leads to belongs to
 */
record Visit(
    HttpServerRequest request,
    String route,
    String id,
    Timer.Sample began,
    Span span,
    String trace) {
  static final String NO_ROUTE = "none";
}
