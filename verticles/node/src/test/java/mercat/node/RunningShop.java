package mercat.node;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import mercat.platform.config.Settings;
import mercat.platform.config.Sources;
import org.jspecify.annotations.Nullable;

/** A whole Mercat in this process, on an embedded database of its own, spoken to over HTTP. */
final class RunningShop implements AutoCloseable {
  /** All but those in which a follower or a worker notes that it has looked. */
  private static final String TABLES =
      """
      select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')
         and tablename not in ('log_reader', 'swept')\
      """;

  private final RunningNode node;
  private final Path data;
  private final int port;
  private final String url;
  private final String opsUrl;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RunningShop(RunningNode node, Path data, int port, int opsPort, String token) {
    this.node = node;
    this.data = data;
    this.port = port;
    this.url = "http://127.0.0.1:" + port;
    this.opsUrl = "http://127.0.0.1:" + opsPort;
    this.token = token;
  }

  static RunningShop open(Path data) throws Exception {
    return open(data, Map.of());
  }

  /** A shop in a hurry, but for the settings given. */
  static RunningShop open(Path data, Map<String, String> settings) throws Exception {
    int port = freePort();
    int opsPort = freePort();
    var flags =
        new HashMap<>(
            Map.of(
                "edge.port", String.valueOf(port),
                "node.ops-port", String.valueOf(opsPort),
                "payments.recheck", "300ms",
                "payments.work-every", "200ms",
                "payments.provider-timeout", "300ms",
                "payments.sandbox-slow", "100ms",
                "payments.sandbox-settle", "400ms",
                "orders.recheck", "300ms",
                "orders.recover-every", "200ms",
                "accounts.token-file", data.resolve("admin.token").toString()));
    flags.putAll(settings);
    return open(data, null, port, opsPort, flags);
  }

  /** One more node of a shop, on its database. */
  RunningShop joined(Path data, Map<String, String> settings) throws Exception {
    var access = new JsonObject(Files.readString(this.data.resolve("database.json")));
    var admin = access.getJsonObject("admin");
    var url =
        "postgresql://%s:%s@127.0.0.1:%d/%s"
            .formatted(
                admin.getString("user"),
                admin.getString("password"),
                access.getInteger("port"),
                access.getString("database"));
    int port = freePort();
    int opsPort = freePort();
    var flags = new HashMap<>(settings);
    flags.put("edge.port", String.valueOf(port));
    flags.put("node.ops-port", String.valueOf(opsPort));
    flags.put("accounts.token-file", this.data.resolve("admin.token").toString());
    return open(data, url, port, opsPort, flags);
  }

  private static RunningShop open(
      Path data, @Nullable String database, int port, int opsPort, Map<String, String> flags)
      throws Exception {
    var settings = Settings.load(Sources.none().withFlags(flags));
    var node = RunningNode.start(data, database, settings, true);
    var token = Files.readString(Path.of(flags.get("accounts.token-file"))).strip();
    return new RunningShop(node, data, port, opsPort, token);
  }

  int port() {
    return port;
  }

  String token() {
    return token;
  }

  /** A product with so many units. */
  void sells(String sku, long pence, long units) throws Exception {
    sells(sku, pence, "GBP", units);
  }

  void sells(String sku, long minor, String currency, long units) throws Exception {
    var product =
        """
        {"name":"Thing","price":{"amount":%d,"currency":"%s"}}\
        """
            .formatted(minor, currency);
    var put = admin("PUT", "/v1/admin/products/" + sku, product, "");
    var delivery = "{\"quantity\":" + units + "}";
    var received = admin("POST", "/v1/admin/stock/" + sku + "/receipts", delivery, "first");
    if (put.statusCode() != 201 || received.statusCode() != 201) {
      throw new IllegalStateException(put.body() + received.body());
    }
  }

  HttpResponse<String> admin(String method, String path, String body, String key) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> order(
      String key, String email, String sku, int quantity, String card) {
    var body =
        """
        {"lines":[{"sku":"%s","quantity":%d}],"email":"%s","payment":{"method":"card","token":"%s"}}\
        """
            .formatted(sku, quantity, email, card);
    var request =
        HttpRequest.newBuilder(URI.create(url + "/v1/orders"))
            .timeout(Duration.ofSeconds(20))
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> bearing(String orderToken, String method, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + orderToken)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Sends anything at all; the body has a character for each byte. */
  HttpResponse<String> send(String method, String path, String body, List<String> headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.ISO_8859_1)));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** What is said to bytes that no client library would send, until the server hangs up. */
  String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Every table with the number of its rows and a digest of all that stands in them. */
  Map<String, String> tables() throws Exception {
    var tables = new TreeMap<String, String>();
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (var table : texts(statement, TABLES)) {
        var digest =
            """
            select count(*) || ' rows, ' || md5(coalesce(string_agg(t::text, '' order by t::text), ''))
              from %s t\
            """
                .formatted(table);
        tables.put(table, texts(statement, digest).getFirst());
      }
    }
    return tables;
  }

  /** The first column of what a query finds. */
  List<String> texts(String sql) throws Exception {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      return texts(statement, sql);
    }
  }

  private Connection connect() throws IOException, SQLException {
    var access = new JsonObject(Files.readString(data.resolve("database.json")));
    var admin = access.getJsonObject("admin");
    var database =
        "jdbc:postgresql://127.0.0.1:"
            + access.getInteger("port")
            + "/"
            + access.getString("database");
    return DriverManager.getConnection(
        database, admin.getString("user"), admin.getString("password"));
  }

  private static List<String> texts(Statement statement, String sql) throws SQLException {
    var texts = new ArrayList<String>();
    try (var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  HttpResponse<String> operations(String path) throws Exception {
    return operations(path, "*/*");
  }

  HttpResponse<String> operations(String path, String accepted) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(opsUrl + path))
            .timeout(Duration.ofSeconds(20))
            .header("Accept", accepted)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
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

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
