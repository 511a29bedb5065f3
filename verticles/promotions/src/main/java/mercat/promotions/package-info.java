/** The context that knows coupons, and who has used them. */
@NullMarked
package mercat.promotions;

import org.jspecify.annotations.NullMarked;
