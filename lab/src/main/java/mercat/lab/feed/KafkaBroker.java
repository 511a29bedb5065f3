package mercat.lab.feed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import mercat.lab.system.Awaiting;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.Io;
import mercat.lab.system.SystemLaunch;
import mercat.verify.UnreachableException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A broker of Kafka in a process of its own on this machine, its own controller (KRaft). It can be
 * killed, and started again on what it had written.
 */
@SuppressWarnings("InlineFormatString") // the file stands together, above the code that fills it in
final class KafkaBroker implements AutoCloseable {
  static final int PARTITIONS = 3;

  private static final Duration START_MAX = Duration.ofMinutes(3);
  private static final Duration STOP_MAX = Duration.ofSeconds(20);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int ANSWER_MS_MAX = 5_000;
  private static final int HEAP_MB = 256;

  /** Topics make themselves. Until its session ends, a broker that was killed may not come back. */
  private static final String PROPERTIES =
      """
      process.roles=broker,controller
      node.id=1
      listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
      advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
      listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
      controller.listener.names=CONTROLLER
      controller.quorum.voters=1@127.0.0.1:%2$d
      log.dirs=%3$s
      auto.create.topics.enable=true
      num.partitions=%4$d
      offsets.topic.replication.factor=1
      log.index.size.max.bytes=1048576
      log.cleaner.dedupe.buffer.size=4194304
      broker.session.timeout.ms=2000
      broker.heartbeat.interval.ms=400
      """;

  private final Path folder;
  private final Path libraries;
  private final int port;
  private final Thread onInterrupt = new Thread(this::kill, "stop-kafka");
  private volatile @Nullable Process process;

  private KafkaBroker(Path folder, Path libraries, int port) {
    this.folder = folder;
    this.libraries = libraries;
    this.port = port;
    Runtime.getRuntime().addShutdownHook(onInterrupt);
  }

  /**
   * One that is not started yet, its directory made ready as Kafka's own tool does it.
   *
   * @param folder where it keeps what it is told, and its log
   * @param libraries its jars
   */
  static KafkaBroker in(Path folder, Path libraries) {
    int port = SystemLaunch.freePort();
    var broker = new KafkaBroker(folder, libraries, port);
    Io.write(
        broker.properties(),
        PROPERTIES.formatted(port, SystemLaunch.freePort(), folder.resolve("data"), PARTITIONS));
    var cluster = Uuid.randomUuid().toString();
    var formatted =
        ChildProcess.run(
            broker.command(
                "kafka.tools.StorageTool",
                List.of("format", "-t", cluster, "-c", broker.properties().toString())),
            Map.of());
    if (formatted.code() != 0) {
      throw new UnreachableException("Kafka cannot use " + folder + ": " + formatted.output());
    }
    return broker;
  }

  private Path properties() {
    return folder.resolve("server.properties");
  }

  private Path log() {
    return folder.resolve("broker.log");
  }

  private List<String> command(String main, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms64m", "-Xmx" + HEAP_MB + "m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(List.of("-cp", libraries + "/*", main));
    command.addAll(arguments);
    return command;
  }

  /** Where clients begin: {@code HOST:PORT}, the same in each of its lives. */
  String address() {
    return SystemLaunch.LOOPBACK + ":" + port;
  }

  /**
   * Starts it, where it does not run, and waits until it serves.
   *
   * @throws UnreachableException when it does not, with its log's name
   */
  void start() {
    var started =
        ChildProcess.start(
            command("kafka.Kafka", List.of(properties().toString())), log(), Map.of());
    process = started;
    boolean serves =
        Awaiting.until(START_MAX, LOOK_EVERY, () -> !started.isAlive() || isListening());
    if (!serves || !started.isAlive() || !isServing()) {
      kill();
      throw new UnreachableException("the broker does not serve; its log: " + log());
    }
  }

  private boolean isListening() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MS_MAX);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Whether the controller has taken it in, in time. */
  private boolean isServing() {
    try (var admin = Admin.create(Map.of("bootstrap.servers", address()))) {
      return Awaiting.until(START_MAX, LOOK_EVERY, () -> isServing(admin));
    }
  }

  private static boolean isServing(Admin admin) {
    try {
      var asked = new DescribeClusterOptions().timeoutMs(ANSWER_MS_MAX);
      return !admin.describeCluster(asked).nodes().get().isEmpty();
    } catch (ExecutionException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", interrupted);
    }
  }

  /** As {@code kill -9} does; it is gone when this returns. */
  void kill() {
    var running = process;
    if (running != null) {
      running.destroyForcibly();
      var unused = ChildProcess.awaitEnd(running, STOP_MAX);
    }
  }

  @Override
  public void close() {
    ChildProcess.forget(onInterrupt);
    kill();
  }
}
