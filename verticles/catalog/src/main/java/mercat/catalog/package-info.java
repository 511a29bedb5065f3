/** The context that knows what the shop sells and for how much. */
@NullMarked
package mercat.catalog;

import org.jspecify.annotations.NullMarked;
