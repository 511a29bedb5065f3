/** What people see: progress, tables, verdicts, exit codes. */
@NullMarked
package mercat.lab.terminal;

import org.jspecify.annotations.NullMarked;
