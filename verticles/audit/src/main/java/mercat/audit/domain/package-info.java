/** What audit decides, by itself. */
@NullMarked
package mercat.audit.domain;

import org.jspecify.annotations.NullMarked;
