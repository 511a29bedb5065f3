package mercat.lab.cluster;

import java.util.List;
import java.util.Optional;
import mercat.lab.system.SystemLaunch;

/** What network the nodes stand on. */
public interface Ground extends AutoCloseable {

  /** All nodes on this machine's loopback, told apart by their ports. */
  Ground LOOPBACK =
      new Ground() {
        @Override
        public String host(int node) {
          return SystemLaunch.LOOPBACK;
        }

        @Override
        public List<String> before(int node) {
          return List.of();
        }

        @Override
        public int port(int usual) {
          return SystemLaunch.freePort();
        }

        @Override
        public Optional<String> databaseHost() {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };

  /** The address of a node, counted from 0. */
  String host(int node);

  /** Words before a command that is to run where this node is. */
  List<String> before(int node);

  /** A port that a node may listen on. */
  int port(int usual);

  /** Where nodes reach the database, when not on the loopback. */
  Optional<String> databaseHost();

  @Override
  void close();
}
