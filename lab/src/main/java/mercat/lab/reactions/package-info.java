/** What follows from registrations and orders, counted from outside beside its causes. */
@NullMarked
package mercat.lab.reactions;

import org.jspecify.annotations.NullMarked;
