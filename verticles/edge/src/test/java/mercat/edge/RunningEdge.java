package mercat.edge;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Vocabulary;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.accounts.RevokedSessions;
import mercat.contracts.accounts.SigningKeys;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.log.Addressed;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.PlaceOrder;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.NodeRuntime;
import mercat.platform.bus.Bus;
import mercat.platform.config.Settings;
import mercat.platform.config.Sources;
import mercat.platform.discovery.Directory;
import mercat.platform.discovery.Node;
import mercat.platform.telemetry.Telemetry;
import mercat.testkit.HttpReply;
import mercat.testkit.LocalNode;
import mercat.testkit.Loopback;
import mercat.testkit.RawClient;
import org.awaitility.Awaitility;

/** The edge on a port of its own, before contexts whose answers the test gives. */
final class RunningEdge implements AutoCloseable {
  static final String JSON = "application/json";

  /** SHA-256 of {@code admin-token}. */
  static final String ADMIN_SHA256 =
      "10a4c7c9fc5206d6f36dc6944a81bb6f4a3cb0e25014ae3b12e6c3e52712292a";

  /** The roles by SHA-256 of {@code admin-token}, {@code catalog-token}, {@code none-token}. */
  private static final Map<String, Set<String>> STAFF =
      Map.of(
          ADMIN_SHA256,
          Set.of("admin"),
          "f76a3eb47f12277be83761eed6ebaf95bfc554bc09ce3ef58f0899fb8d950b75",
          Set.of("catalog"),
          "6a1daeb860ee48c0679f96c828411a799ac1ae4802a7725659e88a5624b11c4f",
          Set.of());

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Class<?>, BiFunction<?, Call, ?>> answers = new ConcurrentHashMap<>();
  private final List<RawClient> connected = new CopyOnWriteArrayList<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Map<String, List<LogEntry>> logs = new ConcurrentHashMap<>();
  private final AtomicBoolean areLogsSilent = new AtomicBoolean();
  private final Telemetry telemetry = Telemetry.silent();
  private final Directory directory;
  private final Bus bus;
  private final int port;

  /** A request to a context, by whom it was made and how long it might take. */
  record Asked(Object request, Actor actor, long remainingMs) {}

  RunningEdge(String... settings) {
    this(InstantSource.system(), settings);
  }

  /** An edge that reads this clock. */
  RunningEdge(InstantSource clock, String... settings) {
    port = Loopback.freePort();
    directory = Directory.alone(vertx, new Node("here", "test", 1, InstantSource.system()));
    bus = new Bus(vertx, directory, true, telemetry);
    var flags = new HashMap<String, String>();
    flags.put("edge.port", String.valueOf(port));
    for (int i = 0; i < settings.length; i += 2) {
      flags.put(settings[i], settings[i + 1]);
    }
    var loaded = Settings.load(Sources.none().withFlags(flags));
    var runtime = new NodeRuntime(vertx, bus, loaded, clock, telemetry);
    for (var type : Vocabulary.REQUESTS) {
      if (type != ReadLog.class) {
        LocalNode.get(serve(type));
      }
    }
    for (var context : List.of("accounts", "catalog", "orders")) {
      LocalNode.get(bus.serve(context, ReadLog.class, (read, call) -> log(read)));
    }
    var edge = new HttpEdge();
    Vocabulary.CONTEXTS.forEach(context -> LocalNode.get(directory.own().announce(context)));
    answerBy(
        CheckStaffToken.class,
        check ->
            STAFF.containsKey(check.sha256())
                ? new CheckStaffToken.Reply.Staff("somebody", STAFF.get(check.sha256()))
                : new CheckStaffToken.Reply.Unknown());
    answer(SigningKeys.class, new SigningKeys.Listed("nobody", List.of()));
    answer(RevokedSessions.class, new RevokedSessions.Listed(List.of(), false));
    LocalNode.get(vertx.deployVerticle(edge.create(runtime)));
    LocalNode.get(vertx.deployVerticle(edge.create(runtime)));
  }

  int port() {
    return port;
  }

  /** Whether the node says of its edge that it can serve. */
  void isReady(boolean isReady) {
    if (!bus.isServedHere("edge") && isReady) {
      LocalNode.get(directory.own().announce("edge"));
    }
    directory.own().mark("edge", isReady);
  }

  MeterRegistry metrics() {
    return telemetry.metrics();
  }

  <Q> List<Q> asked(Class<Q> type) {
    return asked.stream().map(Asked::request).filter(type::isInstance).map(type::cast).toList();
  }

  /** The last request of a type. */
  Asked last(Class<? extends Request<?>> type) {
    return asked.reversed().stream()
        .filter(each -> type.isInstance(each.request()))
        .findFirst()
        .orElseThrow();
  }

  <Q extends Request<R>, R extends Message> void answerWith(
      Class<Q> type, BiFunction<Q, Call, Future<R>> answer) {
    answers.put(type, answer);
  }

  /** Shows an order, as it is then, to whoever bears the samples' token. */
  void showOrder(Supplier<Order> order) {
    answerBy(
        FindOrder.class,
        find ->
            find.orderToken().equals(Samples.TOKEN)
                ? new FindOrder.Reply.Found(order.get())
                : new FindOrder.Reply.Unknown());
  }

  /** Completes after a while. */
  Future<?> after(long millis) {
    return vertx.timer(millis);
  }

  <Q extends Request<R>, R extends Message> void answer(Class<Q> type, R reply) {
    answerWith(type, (request, call) -> Future.succeededFuture(reply));
  }

  /** Answers each request with what is made of it. */
  <Q extends Request<R>, R extends Message> void answerBy(Class<Q> type, Function<Q, R> answer) {
    answerWith(type, (request, call) -> Future.succeededFuture(answer.apply(request)));
  }

  /** Takes every order of a guest's, and confirms it. */
  void takesOrders() {
    answer(PlaceOrder.class, Samples.placed());
  }

  <Q extends Request<R>, R extends Message> void fail(Class<Q> type, Failure failure) {
    answerWith(type, (request, call) -> Future.failedFuture(failure));
  }

  /** Has the event's context announce it. */
  void announce(Event event) {
    var name = event.getClass().getPackageName();
    var context = name.substring(name.lastIndexOf('.') + 1);
    var log = logs.computeIfAbsent(context, absent -> new CopyOnWriteArrayList<>());
    log.add(new LogEntry(log.size() + 1L, UUID.randomUUID(), event, "", Instant.EPOCH));
    bus.ring(context);
  }

  /** Rings the bell of a context's log. */
  void ring(String context) {
    bus.ring(context);
  }

  /** From now on, or no longer, nobody can read what contexts announce. */
  void silenceLogs(boolean areSilent) {
    areLogsSilent.set(areSilent);
  }

  /** Waits until both instances answer so. */
  void awaitEverywhere(int status, String path, String... headers) {
    eventually(() -> IntStream.range(0, 16).forEach(i -> get(path, headers).is(status)));
  }

  HttpReply get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  HttpReply post(String path, String body, String... headers) {
    return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  HttpReply post(String path, byte[] body, String... headers) {
    return send(request(path, headers).POST(BodyPublishers.ofByteArray(body)));
  }

  HttpReply put(String path, String body, String... headers) {
    return send(request(path, headers).PUT(BodyPublishers.ofString(body)));
  }

  /** Sends a request of any method whose body is JSON. */
  HttpReply json(String method, String path, String body, String... headers) {
    return send(
        request(path, headers)
            .setHeader("Content-Type", JSON)
            .method(method, BodyPublishers.ofString(body)));
  }

  HttpReply form(String path, String form, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  /** Sends a request of any method that has no body. */
  HttpReply send(String method, String path, String... headers) {
    return send(request(path, headers).method(method, BodyPublishers.noBody()));
  }

  HttpReply order(String body, String... headers) {
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
            .timeout(LocalNode.SOON);
    return headers.length == 0 ? request : request.headers(headers);
  }

  /** Sends a request; the answer must be one that the contract promises. */
  HttpReply send(HttpRequest.Builder request) {
    try {
      var sent = request.build();
      var response = client.send(sent, BodyHandlers.ofString());
      ContractOracle.check(sent.method(), sent.uri().getRawPath(), response);
      return HttpReply.of(response);
    } catch (IOException | InterruptedException broken) {
      throw new AssertionError(broken);
    }
  }

  /** Reads a product until both instances answer from memory and have looked at the log. */
  void remember(String path) {
    var request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    Awaitility.await()
        .atMost(LocalNode.SOON)
        .until(() -> {
          int before = asked(FindProduct.class).size();
          for (int i = 0; i < 20; i++) {
            // A client of its own each time: connections are spread over the instances.
            assertThat(raw(request)).startsWith("HTTP/1.1 200 ").contains("Lantern");
          }
          return asked(FindProduct.class).size() == before;
        });
  }

  /**
   * A client who sends these bytes, all of them unless the edge hangs up before, and is connected
   * until all hang up or the edge closes.
   */
  @CanIgnoreReturnValue
  RawClient connect(String bytes) {
    var client = RawClient.to(port);
    connected.add(client);
    client.offer(bytes);
    return client;
  }

  void hangUp() {
    connected.forEach(RawClient::close);
    connected.clear();
  }

  /** What the server says to bytes, on a connection of their own, until it closes that. */
  String raw(String request) {
    return RawClient.exchange(port, request);
  }

  @Override
  public void close() {
    hangUp();
    client.close();
    LocalNode.get(vertx.close());
  }

  private Future<ReadLog.Entries> log(ReadLog read) {
    if (areLogsSilent.get()) {
      return Future.failedFuture(Failure.unavailable(read.source(), null));
    }
    var log = logs.getOrDefault(read.source(), List.of());
    int end = log.size();
    int from = read.after() == ReadLog.END ? end : (int) read.after();
    var wanted =
        log.subList(from, end).stream()
            .filter(entry -> read.types().contains(entry.event().getClass().getSimpleName()))
            .toList();
    return Future.succeededFuture(new ReadLog.Entries(new UUID(0, 1), end, end - from, wanted));
  }

  // The vocabulary has lost which reply belongs to which request; only answerWith fills the map.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private Future<Void> serve(Class type) {
    if (Addressed.class.isAssignableFrom(type)) {
      var served = Vocabulary.CONTEXTS.stream().map(context -> serve(context, type)).toList();
      return Future.all(served).mapEmpty();
    }
    var name = type.getPackageName();
    return serve(name.substring(name.lastIndexOf('.') + 1), type);
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // only answerWith fills the map
  private Future<Void> serve(String context, Class type) {
    return bus.serve(
        context,
        type,
        (request, call) -> {
          asked.add(new Asked(request, call.actor(), call.deadline().remainingMs()));
          var answer = (BiFunction) answers.get(type);
          return answer == null
              ? Future.failedFuture(Failure.internal("secret stack", null))
              : (Future) answer.apply(request, call);
        });
  }
}
