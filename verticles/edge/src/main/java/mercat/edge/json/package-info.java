/** The API's JSON. */
@NullMarked
package mercat.edge.json;

import org.jspecify.annotations.NullMarked;
