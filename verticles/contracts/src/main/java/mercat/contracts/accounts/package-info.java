/** What accounts answers and announces: who people are, what they may do, and who a caller is. */
@NullMarked
package mercat.contracts.accounts;

import org.jspecify.annotations.NullMarked;
