/**
 * A whole cluster on this machine: its nodes, the database beside them, and who starts them again.
 */
@NullMarked
package mercat.lab.cluster;

import org.jspecify.annotations.NullMarked;
