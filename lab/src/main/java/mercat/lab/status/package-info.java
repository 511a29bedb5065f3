/** How a running system is, as its operations listeners tell. */
@NullMarked
package mercat.lab.status;

import org.jspecify.annotations.NullMarked;
