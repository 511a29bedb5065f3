/** How products are recommended, without knowing where baskets are kept. */
@NullMarked
package mercat.recommendations.domain;

import org.jspecify.annotations.NullMarked;
