/**
 * The same operations by gRPC: remote calls become requests of the contract, and its answers their
 * messages.
 */
@NullMarked
package mercat.edge.grpc;

import org.jspecify.annotations.NullMarked;
