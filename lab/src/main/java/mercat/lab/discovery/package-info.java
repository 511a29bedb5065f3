/**
 * Clients that find a cluster's edges by a registry alone, while these die, stand still and
 * restart.
 */
@NullMarked
package mercat.lab.discovery;

import org.jspecify.annotations.NullMarked;
