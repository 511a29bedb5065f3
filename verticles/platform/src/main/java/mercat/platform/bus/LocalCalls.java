package mercat.platform.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.RequestHandler;
import mercat.platform.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * Requests between contexts of one process: by reference and straight to the handler, with the same
 * deadlines and failures as over the wire. The event bus would cost a hop to the receiver's thread,
 * a hop back and a timer for each.
 */
final class LocalCalls implements Calls {
  private final EnvelopeCodec codec;
  private final Map<String, RequestHandler<Request<?>, Future<? extends Message>>> handlers =
      new ConcurrentHashMap<>();
  private final Timeouts timeouts;

  LocalCalls(Vertx vertx, EnvelopeCodec codec) {
    this.codec = codec;
    this.timeouts = new Timeouts(vertx);
  }

  @Override
  public void serve(String address, RequestHandler<Request<?>, Future<? extends Message>> handler) {
    handlers.put(address, handler);
  }

  @Override
  public void close() {
    handlers.clear();
  }

  /** The answer arrives on the caller's event loop, or on the thread that gives it. */
  @Override
  public Future<Message> ask(String address, Request<?> request, Call call) {
    var handler = handlers.get(address);
    if (handler == null) {
      return Future.failedFuture(Failure.unavailable(address, null));
    }
    var caller = Vertx.currentContext();
    var answer = Promise.<Message>promise();
    timeouts.bound(answer, call.deadline(), () -> Failure.deadlineExceeded(address));
    handle(handler, request, call)
        .onComplete(
            reply -> deliver(caller, () -> answer.tryComplete(copied(reply))),
            thrown -> deliver(caller, () -> answer.tryFail(Failure.of(thrown))));
    return answer.future();
  }

  private Future<? extends Message> handle(
      RequestHandler<Request<?>, Future<? extends Message>> handler,
      Request<?> request,
      Call call) {
    try {
      return codec.transform(new Envelope.Asked(request, call))
              instanceof Envelope.Asked(Request<?> asked, var circumstances)
          ? handler.handle(asked, circumstances)
          : Future.failedFuture(
              Failure.invalid("unreadable " + request.getClass().getSimpleName()));
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }

  private Message copied(Message reply) {
    return codec.transform(new Envelope.Answered(reply)) instanceof Envelope.Answered(var copy)
        ? copy
        : reply;
  }

  private static void deliver(@Nullable Context caller, Runnable delivery) {
    if (caller != null && caller.isEventLoopContext()) {
      caller.runOnContext(turn -> delivery.run());
    } else {
      delivery.run();
    }
  }
}
