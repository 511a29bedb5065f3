package mercat.lab.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import mercat.lab.cluster.ClusterPlan.Ground;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.Io;
import mercat.verify.UnreachableException;

/**
 * A network of its own for each node, all on one bridge of this machine, so that any two of them
 * can be parted. Only root may have it. Its names carry the pid of whoever made it: what a killed
 * command leaves is removed by the next one.
 *
 * <p>Who is cut off from another sends to an address that nobody has, so that packets vanish
 * without a word and connections hang, as behind a dead switch; or, where that is asked for, is
 * told at once that there is no way, and loses its connections.
 */
public final class Bridge implements Ground {
  private static final String NOBODY = "02:00:00:00:00:01";
  private static final int DATABASE = 2;
  private static final int FIRST_NODE = 11;
  private static final int SUBNETS_TRIED_MAX = 20;
  private static final Pattern NAMESPACE = Pattern.compile("^(mercat-(\\d+)-\\d+)\\b");
  private static final Pattern BRIDGE = Pattern.compile("^\\d+: (mcb(\\d+))[:@]");

  private final long pid = ProcessHandle.current().pid();
  private final String subnet;
  private final int nodes;
  private final Map<String, Runnable> cuts = new LinkedHashMap<>();
  private boolean removed;

  private Bridge(String subnet, int nodes) {
    this.subnet = subnet;
    this.nodes = nodes;
  }

  /** Fails with {@link UnreachableException} where this machine does not allow it. */
  public static Bridge make(int nodes) {
    requireRoot();
    sweep();
    return Io.prepared(new Bridge(freeSubnet(), nodes), Bridge::build);
  }

  private static void requireRoot() {
    try {
      if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
        throw new UnreachableException("only root may make networks");
      }
    } catch (IOException | UnsupportedOperationException notLinux) {
      throw new UnreachableException("networks can only be made on Linux", notLinux);
    }
  }

  /** Removes what commands left that are no more, and whoever still runs in it. */
  private static void sweep() {
    left("netns list", NAMESPACE).forEach(Bridge::removeNamespace);
    left("-o link show type bridge", BRIDGE).forEach(name -> ip("link del %s", name));
  }

  /** Of what is listed by {@code ip}, the names that carry the pid of a command that is no more. */
  private static List<String> left(String listing, Pattern named) {
    return lines(listing).stream()
        .map(named::matcher)
        .filter(found -> found.find() && !DataDirectory.isJava(Long.parseLong(found.group(2))))
        .map(found -> found.group(1))
        .toList();
  }

  private static void removeNamespace(String name) {
    for (var line : lines("netns pids %s", name)) {
      ProcessHandle.of(Long.parseLong(line.strip())).ifPresent(ProcessHandle::destroyForcibly);
    }
    ip("netns del %s", name);
  }

  private static String freeSubnet() {
    var routes = String.join("\n", lines("route show table all"));
    var chance = ThreadLocalRandom.current();
    for (var attempt = 0; attempt < SUBNETS_TRIED_MAX; attempt++) {
      var subnet = "10." + chance.nextInt(64, 192) + "." + chance.nextInt(256);
      if (!routes.contains(subnet + ".")) {
        return subnet;
      }
    }
    throw new UnreachableException("no free network was found below 10.64.0.0");
  }

  private void build() {
    ip("link add %s type bridge", bridge());
    ip("addr add %s.1/24 dev %s", subnet, bridge());
    ip("addr add %s/24 dev %s", database(), bridge());
    ip("link set %s up", bridge());
    for (var node = 0; node < nodes; node++) {
      var inside = namespace(node);
      var outside = "mcv" + pid + "n" + node;
      ip("netns add %s", inside);
      ip("-n %s link set lo up", inside);
      ip("link add %s type veth peer name eth0 netns %s", outside, inside);
      ip("link set %s master %s", outside, bridge());
      ip("link set %s up", outside);
      ip("-n %s addr add %s/24 dev eth0", inside, host(node));
      ip("-n %s link set eth0 up", inside);
    }
  }

  private String bridge() {
    return "mcb" + pid;
  }

  private String namespace(int node) {
    return "mercat-" + pid + "-" + node;
  }

  private String database() {
    return subnet + "." + DATABASE;
  }

  @Override
  public String host(int node) {
    return subnet + "." + (FIRST_NODE + node);
  }

  @Override
  public List<String> before(int node) {
    return List.of("ip", "netns", "exec", namespace(node));
  }

  @Override
  public int port(int node, int usual) {
    return usual;
  }

  @Override
  public Optional<String> databaseHost() {
    return Optional.of(database());
  }

  /** Lets nothing that one node sends arrive at the other. The way back stays open. */
  public void cut(int from, int to) {
    lose(from, host(to));
  }

  public void cutDatabase(int node) {
    lose(node, database());
  }

  /** Tells a node that there is no way to the database, and resets its connections to it. */
  public synchronized void refuseDatabase(int node) {
    var inside = namespace(node);
    ip("-n %s route add unreachable %s/32", inside, database());
    cuts.put(
        inside + " refused", () -> ip("-n %s route del unreachable %s/32", inside, database()));
    attempt("ip netns exec %s ss -K dst %s", inside, database());
  }

  private synchronized void lose(int from, String address) {
    var inside = namespace(from);
    ip("-n %s neigh replace %s lladdr %s dev eth0 nud permanent", inside, address, NOBODY);
    cuts.put(inside + " " + address, () -> ip("-n %s neigh del %s dev eth0", inside, address));
  }

  public synchronized void heal() {
    var healing = new ArrayList<>(cuts.values());
    cuts.clear();
    healing.forEach(Runnable::run);
  }

  @Override
  public synchronized void close() {
    if (removed) {
      return;
    }
    removed = true;
    var own = lines("netns list");
    for (var node = 0; node < nodes; node++) {
      var name = namespace(node);
      if (own.stream().anyMatch(line -> line.equals(name) || line.startsWith(name + " "))) {
        removeNamespace(name);
      }
    }
    attempt("ip link del %s", bridge());
  }

  private static void ip(String words, Object... names) {
    var unused = lines(words, names);
  }

  private static List<String> lines(String words, Object... names) {
    var command = command("ip " + words, names);
    var ended = ChildProcess.run(command, Map.of());
    if (ended.code() != 0) {
      throw new UnreachableException(
          String.join(" ", command) + ": " + ended.output().strip().replace("\n", " "));
    }
    return ended.output().lines().toList();
  }

  /** Runs any program whose failure does not matter. */
  private static void attempt(String words, Object... names) {
    var unused = ChildProcess.run(command(words, names), Map.of());
  }

  @SuppressWarnings("AnnotateFormatMethod") // each command stands in this file
  private static List<String> command(String words, Object... names) {
    return List.of(words.formatted(names).split(" ", -1));
  }
}
