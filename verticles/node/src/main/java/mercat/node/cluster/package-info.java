/** One node among others: how it joins, whom it trusts, and when it had better start anew. */
@NullMarked
package mercat.node.cluster;

import org.jspecify.annotations.NullMarked;
