/** The context that decides the fate of every order. */
@NullMarked
package mercat.orders;

import org.jspecify.annotations.NullMarked;
