package mercat.lab.load;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * Something a client wants done exactly once: the same bytes, with the same key, are sent until an
 * answer is final.
 *
 * @param outcome told once, on the load's thread
 */
public record IdempotentRequest(Buffer request, Consumer<CallOutcome> outcome) {}
