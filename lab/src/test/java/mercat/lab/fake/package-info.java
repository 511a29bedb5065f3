/** A shop in memory that answers as the real one does, for the lab's own tests. */
@NullMarked
package mercat.lab.fake;

import org.jspecify.annotations.NullMarked;
