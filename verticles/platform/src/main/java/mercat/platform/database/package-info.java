/** PostgreSQL: pools, transactions, migrations, roles. */
@NullMarked
package mercat.platform.database;

import org.jspecify.annotations.NullMarked;
