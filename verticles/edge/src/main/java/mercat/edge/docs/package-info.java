/** Pages for people: where to begin, what a problem means, the contract and its explorer. */
@NullMarked
package mercat.edge.docs;

import org.jspecify.annotations.NullMarked;
