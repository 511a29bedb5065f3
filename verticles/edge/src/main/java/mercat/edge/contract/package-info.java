/**
 * The contract, openapi.yaml, as the edge serves it: operations, and what a request of each must
 * be.
 */
@NullMarked
package mercat.edge.contract;

import org.jspecify.annotations.NullMarked;
