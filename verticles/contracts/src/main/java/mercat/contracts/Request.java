package mercat.contracts;

/**
 * A message with one receiver and one answer. The address is derived from the record's class, the
 * reply's type is {@code R}.
 *
 * @param <R> what the receiver answers, most often a sealed interface whose variants include each
 *     refusal
 */
public interface Request<R extends Message> extends Message {}
