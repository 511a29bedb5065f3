/**
 * The only module with HTTP and gRPC: it validates, authenticates, admits, asks, and maps the
 * answer. {@link mercat.edge.EdgeVerticle} lists what it serves.
 */
@NullMarked
package mercat.edge;

import org.jspecify.annotations.NullMarked;
