/** The system's database, as an outsider with a password may see it. */
@NullMarked
package mercat.lab.database;

import org.jspecify.annotations.NullMarked;
