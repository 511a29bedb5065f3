/** What must hold in the database, checked by statements of the lab's own in one snapshot. */
@NullMarked
package mercat.lab.verify;

import org.jspecify.annotations.NullMarked;
