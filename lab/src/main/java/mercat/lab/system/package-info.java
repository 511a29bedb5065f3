/** A whole Mercat as a child process, started and stopped by a command of the lab. */
@NullMarked
package mercat.lab.system;

import org.jspecify.annotations.NullMarked;
