/** The contexts as they are, among faults that a seed chooses. */
@NullMarked
package mercat.simulation;

import org.jspecify.annotations.NullMarked;
