/** A flash sale: limited stock, far more buyers, all at once. */
@NullMarked
package mercat.lab.drop;

import org.jspecify.annotations.NullMarked;
