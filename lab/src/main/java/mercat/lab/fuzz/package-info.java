/** Hostile input: seeded requests over the whole contract, and what the answers must not be. */
@NullMarked
package mercat.lab.fuzz;

import org.jspecify.annotations.NullMarked;
