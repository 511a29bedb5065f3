/** What payments answers and announces: charges and the ledger. */
@NullMarked
package mercat.contracts.payments;

import org.jspecify.annotations.NullMarked;
