/**
 * The context that knows who people are, what they may do, and who a caller is: accounts and their
 * sessions, the staff's tokens, clients of OAuth, second factors, and the keys of access tokens.
 */
@NullMarked
package mercat.accounts;

import org.jspecify.annotations.NullMarked;
