package mercat.lab.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import mercat.lab.cluster.ClusterPlan.Ground;
import mercat.lab.system.SystemLaunch;
import mercat.verify.UnreachableException;

/** This machine's loopback, with ports that stay the same from run to run of a data directory. */
public final class RememberedPorts implements Ground {
  private final Path file;
  private final Properties ports = new Properties();

  public RememberedPorts(Path data) {
    this.file = data.resolve("ports.properties");
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        ports.load(in);
      } catch (IOException | IllegalArgumentException unreadable) {
        throw new UnreachableException(file + " cannot be read", unreadable);
      }
    }
  }

  /** That of the last run, unless somebody else has taken it since. */
  @Override
  public int port(int node, int usual) {
    var name = "node-" + (node + 1) + "." + usual;
    var known = Integer.parseInt(ports.getProperty(name, String.valueOf(usual + node)));
    var port = SystemLaunch.isFree(known) ? known : SystemLaunch.freePort();
    ports.setProperty(name, String.valueOf(port));
    try (var out = Files.newBufferedWriter(file)) {
      ports.store(out, "the port of each node in place of the usual one");
    } catch (IOException unwritable) {
      throw new UnreachableException("cannot write " + file, unwritable);
    }
    return port;
  }
}
