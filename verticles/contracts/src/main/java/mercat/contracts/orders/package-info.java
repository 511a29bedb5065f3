/** What orders answers and announces: the fate of every order. */
@NullMarked
package mercat.contracts.orders;

import org.jspecify.annotations.NullMarked;
