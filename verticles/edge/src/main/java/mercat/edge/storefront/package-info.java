/** What buyers ask for: products, stock, quotes, orders and recommendations. */
@NullMarked
package mercat.edge.storefront;

import org.jspecify.annotations.NullMarked;
