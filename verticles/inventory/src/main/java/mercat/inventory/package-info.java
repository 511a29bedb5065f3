/** The context that knows what is on the shelf and to whom it is promised. */
@NullMarked
package mercat.inventory;

import org.jspecify.annotations.NullMarked;
