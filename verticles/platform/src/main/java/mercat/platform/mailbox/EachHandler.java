package mercat.platform.mailbox;

import mercat.contracts.Message;
import mercat.platform.database.Tx;

/**
 * Decides one request inside the transaction that its batch shares.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
@FunctionalInterface
public interface EachHandler<Q, R extends Message> {
  /** Decides the request; earlier ones of the same batch have taken effect before. */
  R handle(Tx tx, Q request);
}
