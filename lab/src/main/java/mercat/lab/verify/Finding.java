package mercat.lab.verify;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * What the examination of one invariant found.
 *
 * @param checked rows, orders, entries: what the promise is about
 * @param detail the first offending rows; or, when it holds, what is worth knowing
 */
@JsonPropertyOrder({"id", "holds", "checked", "detail"})
public record Finding(String id, String promise, boolean holds, long checked, String detail) {}
