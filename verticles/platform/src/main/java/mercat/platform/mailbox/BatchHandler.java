package mercat.platform.mailbox;

import java.util.List;
import mercat.platform.database.Tx;

/**
 * Decides a whole batch of requests in one transaction: claim, load, decide, store, append.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
@FunctionalInterface
public interface BatchHandler<Q, R> {
  /**
   * Decides the batch. May run again with the same requests after a transient failure, and with a
   * part of them when one is found guilty of the batch's failure.
   *
   * @param tx open; the platform appends the log and commits after this returns
   * @param batch in order of arrival
   * @return one reply for each request, in the same order
   */
  List<R> handle(Tx tx, List<Asked<Q>> batch);
}
