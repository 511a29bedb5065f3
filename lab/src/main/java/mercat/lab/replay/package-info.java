/** A month of real orders, sent through the system and counted to the penny. */
@NullMarked
package mercat.lab.replay;

import org.jspecify.annotations.NullMarked;
