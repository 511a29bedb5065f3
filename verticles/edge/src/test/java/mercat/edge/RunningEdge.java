package mercat.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Vocabulary;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.platform.Call;
import mercat.platform.EdgeRuntime;
import mercat.platform.Failure;
import mercat.platform.bus.Bus;
import mercat.platform.config.Settings;
import mercat.platform.config.Sources;
import mercat.platform.discovery.Directory;
import mercat.platform.discovery.Node;
import mercat.platform.telemetry.Telemetry;

/** The edge on a port of its own, before contexts whose answers the test gives. */
final class RunningEdge implements AutoCloseable {
  static final String JSON = "application/json";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Class<?>, BiFunction<?, Call, ?>> answers = new ConcurrentHashMap<>();
  private final List<Object> asked = new CopyOnWriteArrayList<>();
  private final List<LogEntry> catalogLog = new CopyOnWriteArrayList<>();
  private final Bus bus;
  private final int port;

  /** What came back. */
  record Reply(int status, HttpHeaders headers, String text) {
    JsonNode json() {
      try {
        return new ObjectMapper().readTree(text);
      } catch (IOException notJson) {
        throw new AssertionError(text, notJson);
      }
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    String code() {
      return json().path("code").asText();
    }

    List<String> pointers() {
      return json().path("errors").findValuesAsText("pointer");
    }
  }

  RunningEdge(String... settings) {
    port = freePort();
    var directory = Directory.alone(vertx, new Node("here", "test", 1, InstantSource.system()));
    bus = new Bus(vertx, directory, true, Telemetry.silent());
    var flags = new HashMap<String, String>();
    flags.put("edge.port", String.valueOf(port));
    for (int i = 0; i < settings.length; i += 2) {
      flags.put(settings[i], settings[i + 1]);
    }
    var loaded = Settings.load(Sources.none().withFlags(flags));
    var runtime = new EdgeRuntime(vertx, bus, loaded, InstantSource.system(), Telemetry.silent());
    for (var type : Vocabulary.REQUESTS) {
      if (type != ReadLog.class) {
        await(serveUnchecked(type));
      }
    }
    await(bus.serve("catalog", ReadLog.class, (read, call) -> Future.succeededFuture(log(read))));
    var edge = new HttpEdge();
    Vocabulary.CONTEXTS.forEach(context -> await(directory.announce(context)));
    answerWith(
        CheckStaffToken.class,
        (check, call) ->
            Future.succeededFuture(
                STAFF.containsKey(check.sha256())
                    ? new CheckStaffToken.Reply.Staff("somebody", STAFF.get(check.sha256()))
                    : new CheckStaffToken.Reply.Unknown()));
    await(vertx.deployVerticle(edge.create(runtime)));
    await(vertx.deployVerticle(edge.create(runtime)));
  }

  /** By SHA-256 of the tokens {@code admin-token}, {@code catalog-token} and {@code none-token}. */
  private static final Map<String, Set<String>> STAFF =
      Map.of(
          Samples.sha256("admin-token"), Set.of("admin"),
          Samples.sha256("catalog-token"), Set.of("catalog"),
          Samples.sha256("none-token"), Set.of());

  int port() {
    return port;
  }

  /** What the contexts were asked, of one type. */
  <Q> List<Q> asked(Class<Q> type) {
    return asked.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <Q extends Request<R>, R extends Message> void answerWith(
      Class<Q> type, BiFunction<Q, Call, Future<R>> answer) {
    answers.put(type, answer);
  }

  <Q extends Request<R>, R extends Message> void answer(Class<Q> type, R reply) {
    answerWith(type, (request, call) -> Future.succeededFuture(reply));
  }

  <Q extends Request<R>, R extends Message> void fail(Class<Q> type, Failure failure) {
    answerWith(type, (request, call) -> Future.failedFuture(failure));
  }

  /** Lets the catalog announce something. */
  void announce(Event event) {
    catalogLog.add(
        new LogEntry(catalogLog.size() + 1L, UUID.randomUUID(), event, "", Instant.EPOCH));
    bus.ring("catalog");
  }

  Reply get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  Reply post(String path, String body, String... headers) {
    return send(request(path, headers).POST(BodyPublishers.ofString(body)));
  }

  Reply post(String path, byte[] body, String... headers) {
    return send(request(path, headers).POST(BodyPublishers.ofByteArray(body)));
  }

  Reply put(String path, String body, String... headers) {
    return send(request(path, headers).PUT(BodyPublishers.ofString(body)));
  }

  /** Orders as a buyer would. */
  Reply order(String body, String... headers) {
    var all =
        Stream.concat(
                Stream.of("Content-Type", JSON, "Idempotency-Key", "key-1"), Stream.of(headers))
            .toArray(String[]::new);
    return post("/v1/orders", body, all);
  }

  HttpRequest.Builder request(String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(20));
    return headers.length == 0 ? request : request.headers(headers);
  }

  /** Sends a request; the answer must be one that the contract promises. */
  Reply send(HttpRequest.Builder request) {
    try {
      var sent = request.build();
      var response = client.send(sent, BodyHandlers.ofString());
      ContractOracle.check(sent.method(), sent.uri().getRawPath(), response);
      return new Reply(response.statusCode(), response.headers(), response.body());
    } catch (IOException broken) {
      throw new AssertionError(broken);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** What the server says to bytes that no client library would send. */
  String raw(String request) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  @Override
  public void close() {
    client.close();
    await(vertx.close());
  }

  static void await(Future<?> future) {
    try {
      var unused = future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private ReadLog.Entries log(ReadLog read) {
    long end = catalogLog.size();
    if (read.after() == ReadLog.END) {
      return new ReadLog.Entries(new UUID(0, 1), end, 0, List.of());
    }
    var entries = catalogLog.subList((int) read.after(), (int) end);
    return new ReadLog.Entries(new UUID(0, 1), end, end - read.after(), entries);
  }

  // The vocabulary has lost which reply belongs to which request.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private Future<Void> serveUnchecked(Class type) {
    return serve(type);
  }

  @SuppressWarnings("unchecked") // only answerWith fills the map
  private <Q extends Request<R>, R extends Message> Future<Void> serve(Class<Q> type) {
    var name = type.getPackageName();
    return bus.serve(
        name.substring(name.lastIndexOf('.') + 1),
        type,
        (request, call) -> {
          asked.add(request);
          var answer = (BiFunction<Q, Call, Future<R>>) answers.get(type);
          return answer == null
              ? Future.failedFuture(Failure.internal("secret stack", null))
              : answer.apply(request, call);
        });
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new AssertionError(none);
    }
  }
}
