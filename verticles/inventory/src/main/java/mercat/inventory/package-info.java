/** The context that knows what is in stock and to whom it is promised. */
@NullMarked
package mercat.inventory;

import org.jspecify.annotations.NullMarked;
