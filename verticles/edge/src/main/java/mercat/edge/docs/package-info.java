/** Pages for people, and the contract itself. */
@NullMarked
package mercat.edge.docs;

import org.jspecify.annotations.NullMarked;
