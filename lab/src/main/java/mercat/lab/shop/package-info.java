/** The system's HTTP interface, as its clients use it. */
@NullMarked
package mercat.lab.shop;

import org.jspecify.annotations.NullMarked;
