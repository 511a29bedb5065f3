package mercat.edge.grpc;

import io.vertx.ext.web.Route;
import mercat.edge.contract.ApiOperation;

/** What requests pass before anything is done for them: the same, by whichever door they come. */
public interface RouteGuard {
  /**
   * Counts the requests of a route, and bounds how many are under way.
   *
   * @param name by which they are known in meters and traces
   */
  void count(Route route, String name);

  /** The same, and holds them to who may use the operation, and how often. */
  void guard(Route route, ApiOperation operation, String name);

  /** What requests pass that have arrived whole, before anything is done for them. */
  void takeOn(Route route, ApiOperation operation);
}
