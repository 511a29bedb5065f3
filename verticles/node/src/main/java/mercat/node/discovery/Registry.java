package mercat.node.discovery;

import io.vertx.core.Future;

/**
 * Where clients outside the cluster look up which edges serve, such as etcd. It forgets an edge by
 * itself that nobody has kept listed for {@code discovery.ttl}. Its methods are called one at a
 * time, each when the one before has ended, and end in bounded time.
 */
interface Registry {
  /**
   * Lists the edge for {@code discovery.ttl} from now on: for the first time, again, or anew where
   * the registry has lost it. Where it fails, the edge may be listed or not.
   */
  Future<Void> keep(EdgeListing listing);

  /** Takes the edge off, if it is listed. Where it fails, it may be listed still. */
  Future<Void> withdraw();
}
