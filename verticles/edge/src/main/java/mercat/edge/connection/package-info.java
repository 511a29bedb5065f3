/** The connections below the router: which are let in, and what a request head may be. */
@NullMarked
package mercat.edge.connection;

import org.jspecify.annotations.NullMarked;
