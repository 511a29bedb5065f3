package mercat.platform.mailbox;

import io.vertx.core.Future;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.platform.Call;

/**
 * Answers a request by composing futures, on the thread of whoever asks: so it must not wait.
 *
 * @param <Q> the request
 * @param <R> its reply
 */
@FunctionalInterface
public interface ComposedHandler<Q extends Request<R>, R extends Message> {
  /** The reply, or a failure. */
  Future<R> answer(Q request, Call call);
}
