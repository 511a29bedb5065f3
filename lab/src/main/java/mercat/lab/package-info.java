/** The commands that prove the system from outside: over HTTP and by read-only SQL. */
@NullMarked
package mercat.lab;

import org.jspecify.annotations.NullMarked;
