/** The context that knows who a caller is. So far: the staff token. */
@NullMarked
package mercat.accounts;

import org.jspecify.annotations.NullMarked;
