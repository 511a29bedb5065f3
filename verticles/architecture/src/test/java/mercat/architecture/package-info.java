/** What the compiler does not check about the system as a whole. */
@NullMarked
package mercat.architecture;

import org.jspecify.annotations.NullMarked;
