/** Mercat without one of its safeguards: whether a torture notices. */
@NullMarked
package mercat.lab.safeguards;

import org.jspecify.annotations.NullMarked;
