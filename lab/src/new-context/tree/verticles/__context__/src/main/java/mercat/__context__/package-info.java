/** The context that keeps __entities__. */
@NullMarked
package mercat.__context__;

import org.jspecify.annotations.NullMarked;
