package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.platform.config.Settings;
import mercat.platform.config.Sources;
import mercat.testkit.HttpReply;
import mercat.testkit.Loopback;
import mercat.testkit.RawClient;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/** A whole Mercat in this process, on an embedded database of its own, spoken to over HTTP. */
final class RunningShop implements AutoCloseable {
  private static final int OUTCOME_UNKNOWN = 504;
  private static final Duration KNOWN_MAX = Duration.ofMinutes(2);
  private static final Duration DECIDED_MAX = Duration.ofMinutes(1);

  /** All but those in which a follower or a worker notes that it has looked. */
  private static final String TABLES =
      """
      select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')
         and tablename not in ('log_reader', 'swept')\
      """;

  static final Duration SOON = Duration.ofSeconds(30);

  private final RunningNode node;
  private final Path data;
  private final @Nullable String database;
  private final int port;
  private final String url;
  private final String opsUrl;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RunningShop(
      RunningNode node, Path data, @Nullable String database, int port, int opsPort, String token) {
    this.node = node;
    this.database = database;
    this.data = data;
    this.port = port;
    this.url = "http://127.0.0.1:" + port;
    this.opsUrl = "http://127.0.0.1:" + opsPort;
    this.token = token;
  }

  static RunningShop open(Path data) throws Exception {
    return open(data, Map.of());
  }

  /** A shop on a database of somebody else's. */
  static RunningShop on(String database, Path data) throws Exception {
    return open(data, database, Map.of());
  }

  /**
   * A shop that looks often, and waits for a provider as long as a machine may need on which much
   * else runs; but for the settings given.
   */
  static RunningShop open(Path data, Map<String, String> settings) throws Exception {
    return open(data, null, settings);
  }

  private static RunningShop open(
      Path data, @Nullable String database, Map<String, String> settings) throws Exception {
    int port = Loopback.freePort();
    int opsPort = Loopback.freePort();
    var flags =
        new HashMap<>(
            Map.of(
                "edge.port", String.valueOf(port),
                "node.ops-port", String.valueOf(opsPort),
                "payments.recheck", "300ms",
                "payments.work-every", "200ms",
                "payments.provider-timeout", "10s",
                "payments.sandbox-slow", "100ms",
                "payments.sandbox-settle", "400ms",
                "orders.recheck", "300ms",
                "orders.recover-every", "200ms"));
    flags.put("orders.patience", "20s");
    flags.putAll(secretsIn(data));
    flags.putAll(settings);
    return open(data, database, port, opsPort, flags);
  }

  /** One more node of a shop, on its database. */
  RunningShop joined(Path data, Map<String, String> settings) throws Exception {
    int port = Loopback.freePort();
    int opsPort = Loopback.freePort();
    var flags = new HashMap<>(settings);
    flags.put("edge.port", String.valueOf(port));
    flags.put("node.ops-port", String.valueOf(opsPort));
    flags.putAll(secretsIn(this.data));
    return open(data, database().adminUrl(), port, opsPort, flags);
  }

  private static Map<String, String> secretsIn(Path data) {
    return Map.of(
        "accounts.token-file", data.resolve("admin.token").toString(),
        "accounts.key-file", data.resolve("accounts.key").toString(),
        "audit.key-file", data.resolve("audit.key").toString(),
        "notifications.key-file", data.resolve("notifications.key").toString());
  }

  private static RunningShop open(
      Path data, @Nullable String database, int port, int opsPort, Map<String, String> flags)
      throws Exception {
    var settings = Settings.load(Sources.none().withFlags(flags));
    var node = RunningNode.start(data, database, settings, true, new StopSignal());
    var token = Files.readString(Path.of(flags.get("accounts.token-file"))).strip();
    return new RunningShop(node, data, database, port, opsPort, token);
  }

  int port() {
    return port;
  }

  String token() {
    return token;
  }

  void sells(String sku, long pence, long units) throws Exception {
    sells(sku, pence, "GBP", units);
  }

  void sells(String sku, long minor, String currency, long units) throws Exception {
    var product =
        """
        {"name":"Thing","price":{"amount":%d,"currency":"%s"}}\
        """
            .formatted(minor, currency);
    var put = known(() -> admin("PUT", "/v1/admin/products/" + sku, product, ""));
    assertThat(put.status()).as(put.text()).isIn(200, 201);
    var delivery = "{\"quantity\":" + units + "}";
    var receipts = "/v1/admin/stock/" + sku + "/receipts";
    var receipt = known(() -> admin("POST", receipts, delivery, "first"));
    assertThat(receipt.status()).as(receipt.text()).isIn(200, 201);
  }

  HttpReply admin(String method, String path) throws Exception {
    return admin(method, path, "");
  }

  HttpReply admin(String method, String path, String body) throws Exception {
    return admin(method, path, body, "");
  }

  /** What staff sends; without a key when it is empty. */
  HttpReply admin(String method, String path, String body, String key) throws Exception {
    var headers = bearer(token);
    if (!key.isEmpty()) {
      headers.addAll(List.of("Idempotency-Key", key));
    }
    return send(method, path, body, headers);
  }

  CompletableFuture<HttpReply> ordering(
      String key, String email, String sku, int quantity, String card) {
    return ordering(key, email, sku, quantity, card, "");
  }

  /** The same with a coupon, where its code is not empty. */
  CompletableFuture<HttpReply> ordering(
      String key, String email, String sku, int quantity, String card, String coupon) {
    var body =
        """
        {"lines":[{"sku":"%s","quantity":%d}],"email":"%s","payment":{"method":"card","token":"%s"}%s}\
        """
            .formatted(
                sku,
                quantity,
                email,
                card,
                coupon.isEmpty() ? "" : ",\"coupon\":\"" + coupon + "\"");
    var request =
        to(url + "/v1/orders")
            .headers("Idempotency-Key", key, "Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpReply::of);
  }

  HttpReply order(String key, String email, String sku, int quantity, String card) {
    return known(() -> ordering(key, email, sku, quantity, card).join());
  }

  /**
   * Asks again, in the same words, where a slow machine left it unknown what became of it, or has
   * taken on no more than a few orders at once.
   */
  static HttpReply known(Callable<HttpReply> question) {
    return await()
        .atMost(KNOWN_MAX)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(question, reply -> reply.status() != OUTCOME_UNKNOWN && !isOverloaded(reply));
  }

  /**
   * What becomes of many who come at once. On a slow machine some are told to ask again, or that
   * the provider is silent: they do.
   */
  static List<HttpReply> decided(int times, IntFunction<CompletableFuture<HttpReply>> request) {
    var sent = IntStream.range(0, times).mapToObj(request).toList();
    return IntStream.range(0, times)
        .mapToObj(i -> {
          var first = sent.get(i).join();
          return isDecided(first)
              ? first
              : await()
                  .atMost(DECIDED_MAX)
                  .until(() -> request.apply(i).join(), RunningShop::isDecided);
        })
        .toList();
  }

  private static boolean isDecided(HttpReply reply) {
    return !Set.of(202, 503, 504).contains(reply.status());
  }

  private static boolean isOverloaded(HttpReply reply) {
    return reply.status() == 503 && reply.code().equals("overloaded");
  }

  /** What a buyer asks of an order, or anybody of the catalogue. */
  HttpReply bearing(String orderToken, String method, String path) throws Exception {
    return bearing(orderToken, method, path, "");
  }

  HttpReply bearing(String token, String method, String path, String body) throws Exception {
    return send(method, path, body, bearer(token));
  }

  /** Orders by a body of JSON; the further headers stand behind those that every order has. */
  HttpReply place(String key, String body, String... further) throws Exception {
    var headers = Stream.of("Content-Type", "application/json", "Idempotency-Key", key);
    return send("POST", "/v1/orders", body, Stream.concat(headers, Stream.of(further)).toList());
  }

  HttpReply get(String path) throws Exception {
    return send("GET", path, "", List.of());
  }

  HttpReply post(String path, String json) throws Exception {
    return send("POST", path, json, List.of("Content-Type", "application/json"));
  }

  /** Sends anything at all; the body has a character for each byte. */
  HttpReply send(String method, String path, String body, List<String> headers) throws Exception {
    var bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    var request = to(url + path).method(method, HttpRequest.BodyPublishers.ofByteArray(bytes));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    return send(request.build());
  }

  private static List<String> bearer(String token) {
    return new ArrayList<>(
        List.of("Authorization", "Bearer " + token, "Content-Type", "application/json"));
  }

  private static HttpRequest.Builder to(String address) {
    return HttpRequest.newBuilder(URI.create(address)).timeout(SOON);
  }

  /** Holds, or does before long. */
  static void eventually(ThrowingRunnable assertion) {
    await().atMost(SOON).untilAsserted(assertion);
  }

  void awaitStock(String sku, long onHand, long reserved) {
    var level =
        "\"onHand\":%d,\"reserved\":%d,\"available\":%d"
            .formatted(onHand, reserved, onHand - reserved);
    eventually(() -> admin("GET", "/v1/admin/stock/" + sku, "", "").says(level));
  }

  /** What is said to bytes that no client library would send, until the server hangs up. */
  String raw(String request) {
    return RawClient.exchange(port, request);
  }

  /** Every table with the number of its rows and a digest of all that stands in them. */
  Map<String, String> tables() {
    var tables = new TreeMap<String, String>();
    try (var session = asAdmin()) {
      for (var table : session.texts(TABLES)) {
        var digest =
            """
            select count(*) || ' rows, ' || md5(coalesce(string_agg(t::text, '' order by t::text), ''))
              from %s t\
            """
                .formatted(table);
        tables.put(table, session.text(digest));
      }
    }
    return tables;
  }

  /** Changes the database as its administrator may. */
  void change(String sql) throws SQLException {
    try (var connection = database().asAdmin(database().database());
        var statement = connection.createStatement()) {
      boolean unused = statement.execute(sql);
    }
  }

  /** Runs a command that asks this shop. */
  SaidCommand command(String... words) {
    var where = Stream.of("--port=" + port, "--data=" + data);
    return SaidCommand.of(Stream.concat(Stream.of(words), where).toArray(String[]::new));
  }

  /** The same of a command that has commands of its own. */
  SaidCommand commandOf(String group, String... words) {
    return command(Stream.concat(Stream.of(group), Stream.of(words)).toArray(String[]::new));
  }

  List<String> texts(String sql) {
    try (var session = asAdmin()) {
      return session.texts(sql);
    }
  }

  private ReadSession asAdmin() {
    return ReadSession.on(database().asAdmin(database().database()));
  }

  DatabaseAccess database() {
    return database == null ? DatabaseAccess.required(data) : DatabaseAccess.of(database);
  }

  HttpReply operations(String path) throws Exception {
    return operations(path, "*/*");
  }

  HttpReply operations(String path, String accepted) throws Exception {
    var request = to(opsUrl + path).header("Accept", accepted).build();
    return send(request);
  }

  private HttpReply send(HttpRequest request) throws Exception {
    return HttpReply.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  /** Waits until the node says of itself that it is ready, or is not. */
  void awaitReady(int status) {
    eventually(() -> operations("/health/ready").is(status));
  }

  /** The addresses of the bus that the node listens to. */
  List<String> addresses() {
    return node.bus().addresses();
  }

  /** The addresses of the bus to which any node listens, as this one finds them. */
  Set<String> subscribed() {
    return node.membership().orElseThrow().subscribed();
  }

  /** Tells the node to stop, as SIGTERM does, and waits until it has. */
  void stop() {
    node.close();
  }

  @Override
  public void close() {
    http.close();
    node.close();
  }
}
