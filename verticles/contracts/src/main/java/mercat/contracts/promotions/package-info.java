/** What promotions answers and announces: coupons, and which orders use them. */
@NullMarked
package mercat.contracts.promotions;

import org.jspecify.annotations.NullMarked;
