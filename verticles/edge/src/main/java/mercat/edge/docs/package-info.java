/** Pages for people: where to begin, the contract, its explorer. */
@NullMarked
package mercat.edge.docs;

import org.jspecify.annotations.NullMarked;
