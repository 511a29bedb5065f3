package mercat.platform.mailbox;

import java.util.List;
import java.util.function.Supplier;
import mercat.contracts.Message;
import mercat.platform.database.Tx;
import org.jspecify.annotations.Nullable;

/**
 * Decides a batch in one go where nothing stands in the way, which is nearly always.
 *
 * <p>Every answer that a transaction waits for costs its context the time in which it could have
 * decided others. So a batch is first sent as if each request were new and each row as it is
 * thought to be, COMMIT included; a statement that finds it otherwise fails the transaction, and
 * {@link #handle} decides.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public interface SureHandler<Q, R extends Message> extends BatchHandler<Q, R> {
  /**
   * Sends everything by {@link Tx#startSurely} and waits for nothing.
   *
   * @return makes the replies when the transaction is committed; null, with nothing sent, where the
   *     batch is not of this kind
   */
  @Nullable Supplier<List<R>> handleSurely(Tx tx, List<Q> batch);
}
