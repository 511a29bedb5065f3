/**
 * Every invariant of the system, examined by read-only SQL that shares no code with what it checks.
 */
@NullMarked
package mercat.verify;

import org.jspecify.annotations.NullMarked;
