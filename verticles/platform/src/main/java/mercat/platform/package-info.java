/** What every context stands on, and the one door to it: {@link mercat.platform.BoundedContext}. */
@NullMarked
package mercat.platform;

import org.jspecify.annotations.NullMarked;
