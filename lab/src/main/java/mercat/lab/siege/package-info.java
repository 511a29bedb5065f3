/** Strangers who attack a system, beside buyers who do not. */
@NullMarked
package mercat.lab.siege;

import org.jspecify.annotations.NullMarked;
