/**
 * The speed of this machine now: the system, and beside it the floor that PostgreSQL itself sets.
 */
@NullMarked
package mercat.lab.bench;

import org.jspecify.annotations.NullMarked;
