/** What staff asks for: products, stock, orders and the ledger. */
@NullMarked
package mercat.edge.backoffice;

import org.jspecify.annotations.NullMarked;
