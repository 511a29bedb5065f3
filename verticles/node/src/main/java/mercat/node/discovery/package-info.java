/** How clients outside the cluster find the edges: a registry that tells which of them serve. */
@NullMarked
package mercat.node.discovery;

import org.jspecify.annotations.NullMarked;
