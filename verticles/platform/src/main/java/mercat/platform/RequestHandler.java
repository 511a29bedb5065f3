package mercat.platform;

/**
 * Answers a request outside any transaction: a read, or a process that asks others and hands its
 * steps to mailboxes.
 */
@FunctionalInterface
public interface RequestHandler<Q, R> {
  /** The answer to one request. */
  R handle(Q request, Call call);
}
