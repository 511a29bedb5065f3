package mercat.platform.mailbox;

import mercat.platform.Call;
import mercat.platform.database.Tx;

/** Decides one request inside the transaction that its batch shares. */
@FunctionalInterface
public interface EachHandler<Q, R> {
  /**
   * Decides the request; earlier ones of the same batch have taken effect before. May run again
   * after a failure.
   */
  R handle(Tx tx, Q request, Call call);

  /** Decides the requests of a batch one after another. */
  default BatchHandler<Q, R> batched() {
    return (tx, batch) ->
        batch.stream().map(asked -> handle(tx, asked.request(), asked.call())).toList();
  }
}
