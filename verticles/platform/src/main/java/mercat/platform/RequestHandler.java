package mercat.platform;

/**
 * Answers a request outside any transaction: a read, or a process that asks others and hands its
 * steps to mailboxes.
 */
@FunctionalInterface
public interface RequestHandler<Q, R> {
  R handle(Q request, Call call);
}
