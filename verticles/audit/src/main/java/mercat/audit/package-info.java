/** The context that keeps what the staff did, and signs how far each log went. */
@NullMarked
package mercat.audit;

import org.jspecify.annotations.NullMarked;
