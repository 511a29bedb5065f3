package mercat.platform.bus;

import io.vertx.core.Future;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.platform.Call;
import mercat.platform.RequestHandler;
import mercat.platform.telemetry.Role;
import mercat.platform.telemetry.Span;
import mercat.platform.telemetry.Tracer;

/**
 * A handler whose work is a span of the trace that asks.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
final class TracedHandler<Q extends Request<R>, R extends Message>
    implements RequestHandler<Q, Future<R>> {
  private final Tracer tracer;
  private final String context;
  private final String destination;
  private final RequestHandler<Q, Future<R>> handler;

  TracedHandler(Tracer tracer, String context, Class<Q> type, RequestHandler<Q, Future<R>> handler) {
    this.tracer = tracer;
    this.context = context;
    this.destination = context + "." + type.getSimpleName();
    this.handler = handler;
  }

  @Override
  public Future<R> handle(Q request, Call call) {
    return tracer.records(call.trace()) ? recorded(request, call) : handler.handle(request, call);
  }

  private Future<R> recorded(Q request, Call call) {
    var span = start(call);
    try {
      return span.over(handler.handle(request, call.within(span)));
    } catch (RuntimeException thrown) {
      span.fail(thrown);
      span.end();
      throw thrown;
    }
  }

  private Span start(Call call) {
    return tracer
        .start(call.trace(), Role.SERVER, "answer", destination)
        .put("messaging.system", "mercat")
        .put("messaging.operation.type", "process")
        .put("messaging.operation.name", "answer")
        .put("messaging.destination.name", destination)
        .put("mercat.context", context);
  }
}
