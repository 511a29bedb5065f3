package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mercat.testkit.Loopback;
import mercat.testkit.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever reaches a port of a node, and wants to keep others from it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangeConnectionsIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int CONNECTIONS_MAX = 300;
  private static final String PROBE = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String HTTP2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

  private final int operations = Loopback.freePort();
  private final int grpc = Loopback.freePort();
  private final List<RawClient> clients = new ArrayList<>();
  @AutoClose private RunningShop shop;

  @BeforeAll
  void open(@TempDir Path data) throws Exception {
    shop =
        RunningShop.open(
            data,
            Map.of(
                "node.ops-port", String.valueOf(operations),
                "node.connections-max", String.valueOf(CONNECTIONS_MAX),
                "accounts.show-links", "true",
                "edge.grpc-enabled", "true",
                "edge.grpc-port", String.valueOf(grpc)));
  }

  @AfterEach
  void hangUp() {
    clients.forEach(RawClient::close);
    clients.clear();
  }

  private RawClient connected(int port) {
    var client = RawClient.to(port);
    clients.add(client);
    return client;
  }

  private String asked(String request) {
    return RawClient.exchange(operations, request);
  }

  /** Pages of metrics that nobody reads cost a node its memory, and it died. */
  @Test
  void takeNeitherMemoryNorPlacesFromWhoProbes() {
    for (int i = 0; i < 3 * BriefConnections.MAX; i++) {
      connected(operations).offer("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50));
      if (i % BriefConnections.MAX == 0) {
        assertThat(asked(PROBE)).startsWith("HTTP/1.1 200 ");
      }
    }
    for (int i = 0; i < BriefConnections.MAX; i++) {
      await().atMost(LONG).until(clients.get(i)::isCut);
    }
    assertThat(asked(PROBE)).startsWith("HTTP/1.1 200 ").contains("\"UP\"");
  }

  @Test
  void areAnsweredOnceByOperations() {
    assertThat(asked(PROBE.repeat(3)))
        .startsWith("HTTP/1.1 200 ")
        .containsOnlyOnce("HTTP/1.1 ")
        .containsIgnoringCase("\r\nConnection: close\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, localhost:9090, 200",
    "GET, 127.0.0.1, 200",
    "GET, [::1]:9090, 200",
    "GET, shop.example.org:9090, 403",
    "GET, localhost.example.org, 403",
    "GET, face.cafe, 403",
    "POST, localhost, 405"
  })
  void areShownSecretLinksUnderNoNameOfAStrangePage(String method, String host, int status) {
    assertThat(asked(method + " /accounts/links HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  /** Before they say that they speak HTTP/2, Vert.x knows nothing of them. */
  @Test
  void areBoundedAtEachPortThoughTheySayNothing() throws Exception {
    shop.sells("BESIDE", 100, 10);
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
      var unused = connected(grpc);
    }
    await().atMost(LONG).until(connected(grpc)::isCut);
    shop.order("beside-1", "a@example.org", "BESIDE", 1, "tok_ok").is(201);
    hangUp();
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> {
          var client = connected(grpc).send(HTTP2);
          await().atMost(Duration.ofSeconds(5)).until(() -> client.available() > 0);
          return true;
        });
  }
}
