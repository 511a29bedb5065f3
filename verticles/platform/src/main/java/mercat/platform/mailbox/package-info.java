/** Group commit: what arrives while a transaction runs is decided together in the next one. */
@NullMarked
package mercat.platform.mailbox;

import org.jspecify.annotations.NullMarked;
