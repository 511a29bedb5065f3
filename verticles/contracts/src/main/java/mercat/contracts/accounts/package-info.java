/** What accounts answers: who a caller is. */
@NullMarked
package mercat.contracts.accounts;

import org.jspecify.annotations.NullMarked;
