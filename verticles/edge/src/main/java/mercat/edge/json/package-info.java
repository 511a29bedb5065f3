/** How responses are written. */
@NullMarked
package mercat.edge.json;

import org.jspecify.annotations.NullMarked;
