package mercat.platform.bus;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.platform.Call;
import mercat.platform.RequestHandler;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Traces;

/**
 * A handler whose work is a span of the trace that asks.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
final class TracedHandler<Q extends Request<R>, R extends Message>
    implements RequestHandler<Q, Future<R>> {
  private final Traces traces;
  private final String context;
  private final String destination;
  private final RequestHandler<Q, Future<R>> handler;

  TracedHandler(
      Traces traces, String context, Class<Q> type, RequestHandler<Q, Future<R>> handler) {
    this.traces = traces;
    this.context = context;
    this.destination = context + "." + type.getSimpleName();
    this.handler = handler;
  }

  @Override
  public Future<R> handle(Q request, Call call) {
    return traces.records(call.trace()) ? recorded(request, call) : handler.handle(request, call);
  }

  private Future<R> recorded(Q request, Call call) {
    var span = start(call);
    try {
      return Spans.endWith(span, handler.handle(request, call.within(span)));
    } catch (RuntimeException thrown) {
      Spans.fail(span, thrown);
      span.end();
      throw thrown;
    }
  }

  private Span start(Call call) {
    return traces
        .start(call.trace(), SpanKind.SERVER, "answer", destination)
        .setAttribute("messaging.system", "mercat")
        .setAttribute("messaging.operation.type", "process")
        .setAttribute("messaging.operation.name", "answer")
        .setAttribute("messaging.destination.name", destination)
        .setAttribute("mercat.context", context);
  }
}
