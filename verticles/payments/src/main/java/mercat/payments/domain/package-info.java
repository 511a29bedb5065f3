/** The rules of payments. No bus, no database. */
@NullMarked
package mercat.payments.domain;

import org.jspecify.annotations.NullMarked;
