/** How a follower reads the log of another context. */
@NullMarked
package mercat.contracts.log;

import org.jspecify.annotations.NullMarked;
