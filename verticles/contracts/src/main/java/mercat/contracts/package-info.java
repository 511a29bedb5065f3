/**
 * The language of the system: what contexts ask one another, answer and announce. Records only, no
 * behaviour.
 */
@NullMarked
package mercat.contracts;

import org.jspecify.annotations.NullMarked;
