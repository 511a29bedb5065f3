package mercat.platform.bus;

import io.vertx.core.Future;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Requests between contexts of one process: who serves them, and the way they go. */
public interface Calls {
  /** From now on, whatever is asked at this address is handled so. */
  void serve(String address, RequestHandler<Request<?>, Future<? extends Message>> handler);

  /** Asks whoever serves the address; done when the call's deadline passes at the latest. */
  Future<Message> ask(String address, Request<?> request, Call call);

  /** From now on nothing is served; what is under way is still answered. */
  void close();
}
