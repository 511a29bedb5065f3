/** Who makes a request, and whether they may: tokens, what was revoked, and rules of operations. */
@NullMarked
package mercat.edge.access;

import org.jspecify.annotations.NullMarked;
