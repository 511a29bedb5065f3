/** What __context__ answers and announces. */
@NullMarked
package mercat.contracts.__context__;

import org.jspecify.annotations.NullMarked;
