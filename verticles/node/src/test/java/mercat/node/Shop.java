package mercat.node;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import mercat.platform.config.Settings;
import mercat.platform.config.Sources;

/** A whole Mercat in this process, on an embedded database of its own, spoken to over HTTP. */
final class Shop implements AutoCloseable {
  private final RunningNode node;
  private final String url;
  private final String opsUrl;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Shop(RunningNode node, int port, int opsPort, String token) {
    this.node = node;
    this.url = "http://127.0.0.1:" + port;
    this.opsUrl = "http://127.0.0.1:" + opsPort;
    this.token = token;
  }

  static Shop open(Path data) throws Exception {
    return open(data, Map.of());
  }

  /** A shop in a hurry, but for the settings given. */
  static Shop open(Path data, Map<String, String> settings) throws Exception {
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
    var node = RunningNode.start(data, null, Settings.load(Sources.none().withFlags(flags)), true);
    return new Shop(node, port, opsPort, Files.readString(data.resolve("admin.token")).strip());
  }

  /** A product with so many units. */
  void sells(String sku, long pence, long units) throws Exception {
    var product = "{\"name\":\"Thing\",\"price\":{\"amount\":" + pence + ",\"currency\":\"GBP\"}}";
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

  HttpResponse<String> operations(String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(opsUrl + path)).timeout(Duration.ofSeconds(20)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.close();
    node.close();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
