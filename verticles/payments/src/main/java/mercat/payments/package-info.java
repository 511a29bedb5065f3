/** The context that holds, takes and returns money, and keeps the ledger. */
@NullMarked
package mercat.payments;

import org.jspecify.annotations.NullMarked;
