/** Writes a new bounded context into the tree of sources. */
@NullMarked
package mercat.lab.newcontext;

import org.jspecify.annotations.NullMarked;
