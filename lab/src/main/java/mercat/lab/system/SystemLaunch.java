package mercat.lab.system;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import mercat.lab.load.ServerAddress;
import mercat.verify.DatabaseAccess;
import org.jspecify.annotations.Nullable;

/**
 * How to start a system of one's own.
 *
 * @param data its data directory
 * @param host where its listeners listen
 * @param flags further ones of {@code up}
 * @param environment what its environment has besides this process's own
 */
public record SystemLaunch(
    Path data,
    String host,
    int port,
    int opsPort,
    List<String> flags,
    Map<String, String> environment,
    Program program) {
  public static final String LOOPBACK = "127.0.0.1";

  /** Names a system's database in its environment: what stands in a command everybody can read. */
  public static final String DATABASE_URL = "DATABASE_URL";

  /** Below are those of tests. */
  private static final int PORTS_FROM = 21_000;

  private static final int PORTS_END = 32_768;
  private static final Set<Integer> PORTS_GIVEN = ConcurrentHashMap.newKeySet();

  /**
   * Mercat's program, on the JVM and with the options of this process.
   *
   * @param before words before it, such as those that lead into a network of its own
   * @param jvm options of the JVM; they win over those of this process
   * @param jar another build of Mercat that runs instead of this one, its libraries beside it
   */
  public record Program(List<String> before, List<String> jvm, Optional<Path> jar) {
    public static final Program USUAL = new Program(List.of(), List.of(), Optional.empty());

    /** A program that nobody minds, with a heap of few MB. */
    public static Program small(List<String> before, int heapMb) {
      return new Program(before, List.of("-Xms16m", "-Xmx" + heapMb + "m"), Optional.empty());
    }

    public Program by(Optional<Path> build) {
      return new Program(before, jvm, build);
    }

    public List<String> command(List<String> words) {
      var command = new ArrayList<>(before);
      command.addAll(java());
      command.addAll(jvm);
      var classPath = jar.map(Path::toString).orElse(System.getProperty("java.class.path"));
      if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
        command.addAll(List.of("-jar", classPath));
      } else {
        command.addAll(List.of("-cp", classPath, "mercat.node.Main"));
      }
      command.addAll(words);
      return command;
    }
  }

  /** A launch on ports that nobody uses now, where none are given. */
  public static SystemLaunch onFreePorts(
      Path data, @Nullable Integer port, @Nullable Integer opsPort, @Nullable String databaseUrl) {
    return new SystemLaunch(
        data,
        LOOPBACK,
        port == null ? freePort() : port,
        opsPort == null ? freePort() : opsPort,
        List.of(),
        databaseUrl == null ? Map.of() : Map.of(DATABASE_URL, databaseUrl),
        Program.USUAL);
  }

  /** A launch on free ports with an embedded database. */
  public static SystemLaunch in(Path data) {
    return onFreePorts(data, null, null, null);
  }

  public SystemLaunch with(Map<String, String> more) {
    var all = new HashMap<>(environment);
    all.putAll(more);
    return new SystemLaunch(data, host, port, opsPort, flags, all, program);
  }

  public SystemLaunch with(Program other) {
    return new SystemLaunch(data, host, port, opsPort, flags, environment, other);
  }

  public ServerAddress address() {
    return new ServerAddress(host, port, "");
  }

  public ServerAddress opsAddress() {
    return new ServerAddress(host, opsPort, "");
  }

  /** Its database, which it has made known by now where it is its own. */
  public DatabaseAccess database() {
    var url = environment.get(DATABASE_URL);
    return url == null ? DatabaseAccess.required(data) : DatabaseAccess.of(url);
  }

  public Path log() {
    return data.resolve("system.log");
  }

  List<String> javaCommand() {
    return program.command(up());
  }

  /** The command as people type it, where the launcher's place is known. */
  List<String> launcherCommand() {
    var script = Path.of(System.getProperty("mercat.home", ""), "mercat");
    if (System.getProperty("mercat.home") == null || !Files.isExecutable(script)) {
      return javaCommand();
    }
    var command = up();
    command.addFirst(script.toString());
    return command;
  }

  public static List<String> javaCommand(Class<?> main, List<String> arguments) {
    var command = java();
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  private static List<String> java() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-agentlib"))
        .forEach(command::add);
    return command;
  }

  private List<String> up() {
    var words = new ArrayList<>(List.of("up", "--data", data.toString()));
    words.addAll(List.of("--host", host, "--port", String.valueOf(port)));
    words.addAll(List.of("--ops-host", host, "--ops-port", String.valueOf(opsPort)));
    words.addAll(flags);
    return words;
  }

  /**
   * A port of the loopback that nobody listens on now, and that nobody here was given before. It
   * lies below those that the system itself hands out (Linux: from 32768 on), so that no connection
   * and no other listener takes it between now and its use.
   */
  public static int freePort() {
    int port = ThreadLocalRandom.current().nextInt(PORTS_FROM, PORTS_END);
    return isFree(port) && PORTS_GIVEN.add(port) ? port : freePort();
  }

  /** Whether nobody listens on this port of the loopback. */
  public static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
