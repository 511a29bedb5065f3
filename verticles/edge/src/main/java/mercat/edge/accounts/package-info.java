/** Accounts, as people and the back office reach them over HTTP. */
@NullMarked
package mercat.edge.accounts;

import org.jspecify.annotations.NullMarked;
