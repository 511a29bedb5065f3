/** Which node serves which context. */
@NullMarked
package mercat.platform.discovery;

import org.jspecify.annotations.NullMarked;
