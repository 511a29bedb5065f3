package mercat.lab.cluster;

import java.util.List;
import java.util.Optional;
import mercat.lab.system.SystemLaunch;

/**
 * What network the nodes stand on: this machine's loopback, where their ports tell them apart, if
 * it is no other.
 */
public interface Ground extends AutoCloseable {
  Ground LOOPBACK = new Ground() {};

  /** The address of a node, counted from 0. */
  default String host(int node) {
    return SystemLaunch.LOOPBACK;
  }

  /** Words before a command that is to run where this node is. */
  default List<String> before(int node) {
    return List.of();
  }

  /** A port that a node may listen on. */
  default int port(int usual) {
    return SystemLaunch.freePort();
  }

  /** Where nodes reach the database, when not on the loopback. */
  default Optional<String> databaseHost() {
    return Optional.empty();
  }

  @Override
  default void close() {}
}
