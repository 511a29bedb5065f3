/**
 * The rules of orders: their states and moves, prices, digests, rejections. No bus, no database.
 */
@NullMarked
package mercat.orders.domain;

import org.jspecify.annotations.NullMarked;
