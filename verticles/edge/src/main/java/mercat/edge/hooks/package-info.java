/** What other systems tell by themselves. */
@NullMarked
package mercat.edge.hooks;

import org.jspecify.annotations.NullMarked;
