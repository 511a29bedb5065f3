/** The rules of coupons: what they take off, and who may use them. No bus, no database. */
@NullMarked
package mercat.promotions.domain;

import org.jspecify.annotations.NullMarked;
