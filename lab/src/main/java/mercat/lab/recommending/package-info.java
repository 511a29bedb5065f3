/** How well products are recommended, measured on months of a real shop's invoices. */
@NullMarked
package mercat.lab.recommending;

import org.jspecify.annotations.NullMarked;
