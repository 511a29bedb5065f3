package mercat.verify;

/**
 * What the examination of one invariant found.
 *
 * @param checked rows, orders, entries: what the promise is about
 * @param detail the first offending rows; or, when it holds, what is worth knowing
 */
public record Finding(String id, boolean holds, long checked, String detail, String promise) {}
