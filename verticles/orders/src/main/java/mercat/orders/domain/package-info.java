/** The rules of orders: prices, digests, refusals. No bus, no database. */
@NullMarked
package mercat.orders.domain;

import org.jspecify.annotations.NullMarked;
