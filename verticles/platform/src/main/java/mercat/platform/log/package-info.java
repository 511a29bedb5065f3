/** Log and cursor: a context's events in commit order, and who follows them. */
@NullMarked
package mercat.platform.log;

import org.jspecify.annotations.NullMarked;
