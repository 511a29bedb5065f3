/** The payment provider as a process of its own: the command, and those who start and kill it. */
@NullMarked
package mercat.lab.provider;

import org.jspecify.annotations.NullMarked;
