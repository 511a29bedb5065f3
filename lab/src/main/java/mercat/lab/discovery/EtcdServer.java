package mercat.lab.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.lab.load.HttpText;
import mercat.lab.load.RawResponse;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Awaiting;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.HttpReads;
import mercat.lab.system.Io;
import mercat.lab.system.SystemLaunch;
import mercat.verify.UnreachableException;

/**
 * An etcd of one member on this machine, by the program that the machine has (Debian: etcd-server),
 * and what a client reads of it.
 */
public final class EtcdServer implements AutoCloseable {
  /** Where Mercat's edges register, when nothing else is set. */
  public static final String EDGES = "/mercat/edges/";

  private static final Duration START_MAX = Duration.ofMinutes(1);
  private static final Duration STOP_MAX = Duration.ofSeconds(20);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServerAddress address;
  private final Process process;
  private final Path log;
  private final Thread onInterrupt;
  private Optional<String> token = Optional.empty();

  private EtcdServer(ServerAddress address, Process process, Path log) {
    this.address = address;
    this.process = process;
    this.log = log;
    this.onInterrupt = new Thread(process::destroyForcibly, "stop-etcd");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
  }

  public static boolean isInstalled() {
    return program().isPresent();
  }

  private static Optional<Path> program() {
    return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
        .map(folder -> Path.of(folder, "etcd"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** One that listens on a port that nobody uses now. */
  public static EtcdServer start(Path folder) {
    return start(folder, SystemLaunch.freePort(), List.of(), List.of());
  }

  /**
   * Starts one and waits until it serves.
   *
   * @param folder where it keeps what it knows; one that was started there before goes on with it
   * @param port where it speaks plain HTTP
   * @param urls further ones at which clients may call it
   * @param flags further ones of etcd
   * @throws UnreachableException when there is no etcd, or it does not serve
   */
  public static EtcdServer start(Path folder, int port, List<String> urls, List<String> flags) {
    var program =
        program()
            .orElseThrow(() ->
                new UnreachableException("there is no etcd (Debian: apt-get install etcd-server)"));
    var address = new ServerAddress(SystemLaunch.LOOPBACK, port, "");
    var command = new ArrayList<>(List.of(program.toString(), "--data-dir=" + folder));
    var all = Stream.concat(Stream.of(address.toString()), urls.stream());
    command.add("--listen-client-urls=" + all.collect(Collectors.joining(",")));
    command.add("--advertise-client-urls=" + address);
    command.add("--listen-peer-urls=http://127.0.0.1:0");
    command.addAll(flags);
    var log = folder.resolveSibling(folder.getFileName() + ".log");
    // On this processor etcd 3.4 starts only when it is told that this is meant.
    var environment =
        System.getProperty("os.arch").equals("aarch64")
            ? Map.of("ETCD_UNSUPPORTED_ARCH", "arm64")
            : Map.<String, String>of();
    var server = new EtcdServer(address, ChildProcess.start(command, log, environment), log);
    server.awaitServing();
    return server;
  }

  private void awaitServing() {
    boolean serves =
        Awaiting.until(
            START_MAX,
            LOOK_EVERY,
            () ->
                !process.isAlive()
                    || HttpReads.json(address, "/health", ANSWER_MAX)
                        .filter(health -> health.path("health").asText().equals("true"))
                        .isPresent());
    if (!serves || !process.isAlive()) {
      close();
      throw new UnreachableException("etcd does not serve" + ChildProcess.tail(log));
    }
  }

  public ServerAddress address() {
    return address;
  }

  /** Whoever is asked for from now on is this user. */
  public void signIn(String name, String password) {
    var credentials = JSON.createObjectNode().put("name", name).put("password", password);
    token = Optional.of(ask("/v3/auth/authenticate", credentials).path("token").asText());
  }

  /**
   * What it answers to a request of its JSON gateway.
   *
   * @throws UnreachableException when it does not do it
   */
  public JsonNode ask(String path, JsonNode request) {
    var text = HttpText.post(address, path, request.toString());
    RawResponse response;
    try {
      response = HttpReads.send(signed(text), ANSWER_MAX);
    } catch (IOException lost) {
      throw new UnreachableException("etcd does not answer: " + lost.getMessage(), lost);
    }
    if (response.status() != 200) {
      throw new UnreachableException("etcd refuses " + path + ": " + response.bodyText());
    }
    return response.json();
  }

  /** The same where nobody wants the answer. */
  public void tell(String path, JsonNode request) {
    var unused = ask(path, request);
  }

  private HttpText signed(HttpText request) {
    return token.map(value -> request.with("Authorization", value)).orElse(request);
  }

  /** Every key that begins with the prefix, as etcd tells of it. */
  public List<JsonNode> keys(String prefix) {
    var afterwards = prefix.substring(0, prefix.length() - 1);
    var end = afterwards + (char) (prefix.charAt(prefix.length() - 1) + 1);
    var range = JSON.createObjectNode().put("key", base64(prefix)).put("range_end", base64(end));
    return ask("/v3/kv/range", range).path("kvs").valueStream().toList();
  }

  /** What is told of every edge that is listed, by its node. */
  public Map<String, JsonNode> edges() {
    var edges = new TreeMap<String, JsonNode>();
    for (var key : keys(EDGES)) {
      var edge =
          Io.get(
              "an edge is listed whose value is no JSON",
              () -> JSON.readTree(Base64.getDecoder().decode(key.path("value").asText())));
      edges.put(edge.path("node").asText(), edge);
    }
    return edges;
  }

  /** What is told of an edge; missing where it is not listed. */
  public JsonNode edge(String node) {
    return edges().getOrDefault(node, MissingNode.getInstance());
  }

  public static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** Ends it as a crash does. */
  @Override
  public void close() {
    ChildProcess.forget(onInterrupt);
    process.destroyForcibly();
    var unused = ChildProcess.awaitEnd(process, STOP_MAX);
  }
}
