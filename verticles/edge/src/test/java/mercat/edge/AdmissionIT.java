package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.PlaceOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** More orders than a node takes on: one each second, over both of its instances. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {
  private static final int ORDERS = 40;

  private final RunningEdge edge = new RunningEdge("edge.orders-per-second-max", "1");

  @AfterAll
  void close() {
    edge.close();
  }

  @Test
  void shedsWhatIsTooMuchBeforeAnythingIsDoneForIt() {
    edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
    int before = edge.asked(PlaceOrder.class).size();
    long began = System.nanoTime();
    var replies =
        IntStream.range(0, ORDERS).mapToObj(number -> edge.order(Samples.ORDER_BODY)).toList();
    double seconds = (System.nanoTime() - began) / 1e9;
    var shed = replies.stream().filter(reply -> reply.status() == 503).toList();
    int asked = edge.asked(PlaceOrder.class).size() - before;

    assertThat(asked).isEqualTo(ORDERS - shed.size()).isLessThanOrEqualTo((int) seconds + 2);
    assertThat(shed).isNotEmpty();
    assertThat(shed)
        .allSatisfy(reply -> {
          assertThat(reply.code()).isEqualTo("overloaded");
          assertThat(reply.header("Retry-After")).isEqualTo("1");
          assertThat(reply.header("Connection")).isEmpty();
        });
  }

  @Test
  void doesNotLookAtWhatItSheds() {
    await()
        .untilAsserted(() -> {
          useUp();
          var reply = edge.post("/v1/orders", "no json", "Content-Type", "text/plain");
          assertThat(reply.status()).isEqualTo(503);
          assertThat(reply.code()).isEqualTo("overloaded");
        });
  }

  @Test
  void keepsTheConnectionOfAShedOrder() throws IOException {
    var post =
        "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Idempotency-Key: k\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(Samples.ORDER_BODY.length(), Samples.ORDER_BODY);
    var chunked =
        "POST /v1/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + ("8000\r\n" + "x".repeat(0x8000) + "\r\n").repeat(8)
            + "0\r\n\r\n";
    var last = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    useUp();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
      socket.setSoTimeout(10_000);
      var all = post.repeat(3) + chunked.repeat(2) + last;
      socket.getOutputStream().write(all.getBytes(StandardCharsets.UTF_8));
      var text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text.split("HTTP/1.1 503 ", -1)).hasSizeGreaterThan(3);
      assertThat(text.split("HTTP/1.1 200 ", -1)).hasSize(2);
      assertThat(text.split("(?i)connection: close", -1)).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void doesNotBidTheBodyOfAShedOrder() {
    await()
        .untilAsserted(() -> {
          useUp();
          var reply =
              edge.send(
                  edge.request("/v1/orders", "Content-Type", RunningEdge.JSON)
                      .expectContinue(true)
                      .POST(BodyPublishers.ofString(Samples.ORDER_BODY)));
          assertThat(reply.status()).isEqualTo(503);
          assertThat(reply.header("Retry-After")).isEqualTo("1");
        });
  }

  @Test
  void shedsNothingElse() {
    edge.answer(FindOrder.class, new FindOrder.Reply.Found(Samples.confirmed()));
    useUp();
    for (int i = 0; i < ORDERS; i++) {
      assertThat(edge.get("/").status()).isEqualTo(200);
      assertThat(
              edge.get("/v1/orders/" + Samples.ID, "Authorization", "Bearer " + Samples.TOKEN)
                  .status())
          .isEqualTo(200);
    }
  }

  /** Orders until one is shed, after which hardly one can come. */
  private void useUp() {
    edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
    for (int i = 0; i < ORDERS && edge.order(Samples.ORDER_BODY).status() != 503; i++) {
      assertThat(i).isLessThan(ORDERS - 1);
    }
  }
}
