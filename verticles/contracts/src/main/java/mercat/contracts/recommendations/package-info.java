/** Recommendations: what is bought together, and what a customer may want next. */
@NullMarked
package mercat.contracts.recommendations;

import org.jspecify.annotations.NullMarked;
