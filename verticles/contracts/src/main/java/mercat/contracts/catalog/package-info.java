/** What the catalog answers and announces: products and their prices. */
@NullMarked
package mercat.contracts.catalog;

import org.jspecify.annotations.NullMarked;
