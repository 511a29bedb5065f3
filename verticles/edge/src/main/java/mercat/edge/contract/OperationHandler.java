package mercat.edge.contract;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * Answers the requests of one operation: sets the response's status and headers, gives its body.
 */
@FunctionalInterface
public interface OperationHandler {
  Future<Buffer> handle(ApiRequest request);
}
