/** The context that keeps staff actions. */
@NullMarked
package mercat.audit;

import org.jspecify.annotations.NullMarked;
