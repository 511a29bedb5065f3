/** What buyers ask for: products, stock, quotes and orders. */
@NullMarked
package mercat.edge.storefront;

import org.jspecify.annotations.NullMarked;
