/** What inventory answers and announces: stock and its reservations. */
@NullMarked
package mercat.contracts.inventory;

import org.jspecify.annotations.NullMarked;
