/** What promotions answers and announces. */
@NullMarked
package mercat.contracts.promotions;

import org.jspecify.annotations.NullMarked;
