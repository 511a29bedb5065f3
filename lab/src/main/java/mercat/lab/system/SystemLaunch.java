package mercat.lab.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import mercat.lab.load.ServerAddress;

/**
 * How to start a system of one's own.
 *
 * @param data its data directory
 * @param host where its listeners listen
 * @param databaseUrl a database server to use instead of the embedded one
 */
public record SystemLaunch(
    Path data,
    String host,
    int port,
    int opsPort,
    Optional<String> databaseUrl,
    Surroundings surroundings) {
  public static final String LOOPBACK = "127.0.0.1";

  private static final String MAIN = "mercat.node.Main";

  /**
   * What stands around the command.
   *
   * @param before words before it, such as those that lead into a network of its own
   * @param jvm options of the JVM; they win over those of this process
   * @param flags further ones of {@code up}
   * @param environment what its environment has besides this process's own
   * @param jar another build of Mercat that runs instead of this one
   */
  public record Surroundings(
      List<String> before,
      List<String> jvm,
      List<String> flags,
      Map<String, String> environment,
      Optional<Path> jar) {
    public static final Surroundings NONE = new Surroundings(List.of(), List.of(), List.of());

    public Surroundings {
      before = List.copyOf(before);
      jvm = List.copyOf(jvm);
      flags = List.copyOf(flags);
      environment = Map.copyOf(environment);
    }

    public Surroundings(List<String> before, List<String> jvm, List<String> flags) {
      this(before, jvm, flags, Map.of(), Optional.empty());
    }

    private Surroundings with(Map<String, String> more) {
      var all = new HashMap<>(environment);
      all.putAll(more);
      return new Surroundings(before, jvm, flags, all, jar);
    }

    private Surroundings by(Path build) {
      return new Surroundings(before, jvm, flags, environment, Optional.of(build));
    }
  }

  /** A launch on ports that nobody uses now, where none are given. */
  public static SystemLaunch onFreePorts(
      Path data, Optional<Integer> port, Optional<Integer> opsPort, Optional<String> databaseUrl) {
    return new SystemLaunch(
        data,
        LOOPBACK,
        port.orElseGet(SystemLaunch::freePort),
        opsPort.orElseGet(SystemLaunch::freePort),
        databaseUrl,
        Surroundings.NONE);
  }

  /** A launch on free ports with an embedded database. */
  public static SystemLaunch in(Path data) {
    return onFreePorts(data, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same with more in its environment. */
  public SystemLaunch with(Map<String, String> more) {
    return new SystemLaunch(data, host, port, opsPort, databaseUrl, surroundings.with(more));
  }

  /** The same with other words around the command. */
  public SystemLaunch within(Surroundings other) {
    return new SystemLaunch(data, host, port, opsPort, databaseUrl, other);
  }

  /** The same by another build of Mercat, whose libraries stand beside it. */
  public SystemLaunch by(Path jar) {
    return new SystemLaunch(data, host, port, opsPort, databaseUrl, surroundings.by(jar));
  }

  public ServerAddress address() {
    return new ServerAddress(host, port, "");
  }

  public ServerAddress opsAddress() {
    return new ServerAddress(host, opsPort, "");
  }

  /** Where the child writes what it has to say. */
  public Path log() {
    return data.resolve("system.log");
  }

  /** The command, on the JVM and with the options of this process. */
  List<String> javaCommand() {
    return javaCommand(surroundings, up());
  }

  /** Any command of Mercat, on the JVM and with the options of this process. */
  public static List<String> javaCommand(Surroundings surroundings, List<String> words) {
    var command = new ArrayList<>(surroundings.before());
    command.addAll(java());
    command.addAll(surroundings.jvm());
    var classPath =
        surroundings.jar().map(Path::toString).orElse(System.getProperty("java.class.path"));
    if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
      command.addAll(List.of("-jar", classPath));
    } else {
      command.addAll(List.of("-cp", classPath, MAIN));
    }
    command.addAll(words);
    return command;
  }

  /** The command as people type it, where the launcher's place is known. */
  List<String> launcherCommand() {
    var home = System.getProperty("mercat.home");
    var script = home == null ? null : Path.of(home, "mercat");
    if (script == null || !Files.isExecutable(script)) {
      return javaCommand();
    }
    var command = new ArrayList<String>();
    command.add(script.toString());
    command.addAll(up());
    return command;
  }

  /** Another program of this jar, on the same JVM. */
  public static List<String> javaCommand(Class<?> main, List<String> arguments) {
    var command = new ArrayList<>(java());
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
    var arguments =
        new ArrayList<>(
            List.of(
                "up",
                "--data",
                data.toString(),
                "--port",
                String.valueOf(port),
                "--ops-port",
                String.valueOf(opsPort)));
    if (!host.equals(LOOPBACK)) {
      arguments.addAll(List.of("--host", host, "--ops-host", host));
    }
    databaseUrl.ifPresent(url -> arguments.addAll(List.of("--db", url)));
    arguments.addAll(surroundings.flags());
    return arguments;
  }

  /** A port of the loopback that nobody uses now. */
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException("no free port", failure);
    }
  }
}
