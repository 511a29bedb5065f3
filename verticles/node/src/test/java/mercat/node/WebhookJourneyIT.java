package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole shop tells another system, and what support sees of it. */
class WebhookJourneyIT {
  private static final String PATH = "/v1/admin/webhooks";

  private final List<String> told = new CopyOnWriteArrayList<>();

  @TempDir private Path data;

  @Test
  void anOrdersStoryNamesTheWebhookThatTellsOfIt() throws Exception {
    var receiver = receiver();
    var address = "127.0.0.1:" + receiver.getAddress().getPort();
    try (var shop = RunningShop.open(data, Map.of("notifications.webhooks-allow", address))) {
      var wanted = "{\"url\":\"http://%s/hooks\"}".formatted(address);
      var id = shop.admin("POST", PATH, wanted).is(201).at("/id");
      shop.sells("LAMP", 250, 10);
      var order = shop.order("key", "ada@example.com", "LAMP", 2, "tok_ok").is(201).at("/id");
      eventually(() -> assertThat(told).hasSize(1));
      assertThat(told.getFirst()).contains("\"order.confirmed\"", order);
      eventually(() -> {
        var story = shop.admin("GET", "/v1/admin/orders/" + order + "/timeline").is(200);
        assertThat(story.json().path("data").findValuesAsText("event"))
            .contains("WebhookDelivered");
      });
      var deliveries = shop.admin("GET", PATH + "/" + id + "/deliveries").is(200);
      assertThat(deliveries.at("/data/0/state")).isEqualTo("delivered");
      assertThat(deliveries.at("/data/0/subjectId")).isEqualTo(order);
      eventually(() -> {
        var acted = shop.admin("GET", "/v1/admin/audit?entity=webhook:" + id).is(200);
        assertThat(acted.at("/data/0/operation")).isEqualTo("addWebhook");
      });
      shop.admin("DELETE", PATH + "/" + id).is(204);
    } finally {
      receiver.stop(0);
    }
  }

  /** The rule holds where nothing is allowed. */
  @Test
  void callsNothingInside() throws Exception {
    try (var shop = RunningShop.open(data, Map.of())) {
      for (var url :
          List.of("http://127.0.0.1:9090/", "https://127.0.0.1/", "https://localhost:5701/")) {
        shop.admin("POST", PATH, "{\"url\":\"%s\"}".formatted(url)).is(422, "url_refused");
      }
    }
  }

  private HttpServer receiver() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }
}
