/** The only module with HTTP: it validates, authenticates, admits, asks, and maps the answer. */
@NullMarked
package mercat.edge;

import org.jspecify.annotations.NullMarked;
