/** Faults of many kinds under load, and the history of what every client was told, checked. */
@NullMarked
package mercat.lab.torture;

import org.jspecify.annotations.NullMarked;
