package mercat.platform.mailbox;

import mercat.contracts.Message;
import mercat.platform.Call;

/**
 * Answers a request on a virtual thread of its own, outside any transaction: a read, or a process
 * that asks others and hands its steps to mailboxes.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
@FunctionalInterface
public interface AnswerHandler<Q, R extends Message> {
  /** The answer; may await. */
  R answer(Q request, Call call);
}
