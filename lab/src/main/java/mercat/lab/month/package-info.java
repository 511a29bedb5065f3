/** A month of a real shop's invoices, read from a file and turned into products and orders. */
@NullMarked
package mercat.lab.month;

import org.jspecify.annotations.NullMarked;
