package mercat.edge;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.IntStream;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.PlaceOrder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** More orders than a node takes on: one each second, over both of its instances. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {
  private static final int ORDERS = 40;

  @AutoClose private final RunningEdge edge = new RunningEdge("edge.orders-per-second-max", "1");

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
    for (var reply : shed) {
      reply.is(503, "overloaded").has("Retry-After", "1").has("Connection", "");
    }
  }

  @Test
  void doesNotLookAtWhatItSheds() {
    eventually(() -> {
      useUp();
      edge.post("/v1/orders", "no json", "Content-Type", "text/plain").is(503, "overloaded");
    });
  }

  @Test
  void keepsTheConnectionOfAShedOrder() {
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
    var text = edge.raw(post.repeat(3) + chunked.repeat(2) + last);
    assertThat(text.split("HTTP/1.1 503 ", -1)).hasSizeGreaterThan(3);
    assertThat(text.split("HTTP/1.1 200 ", -1)).hasSize(2);
    assertThat(text.split("(?i)connection: close", -1)).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void doesNotBidTheBodyOfAShedOrder() {
    eventually(() -> {
      useUp();
      edge.send(
              edge.request("/v1/orders", "Content-Type", RunningEdge.JSON)
                  .expectContinue(true)
                  .POST(BodyPublishers.ofString(Samples.ORDER_BODY)))
          .is(503)
          .has("Retry-After", "1");
    });
  }

  @Test
  void shedsNothingElse() {
    edge.answer(FindOrder.class, new FindOrder.Reply.Found(Samples.confirmed()));
    useUp();
    for (int i = 0; i < ORDERS; i++) {
      edge.get("/").is(200);
      edge.get("/v1/orders/" + Samples.ID, "Authorization", "Bearer " + Samples.TOKEN).is(200);
    }
  }

  @Test
  void shedsTheRequestTooMany() {
    try (var full = new RunningEdge("edge.requests-max", "0")) {
      full.order(Samples.ORDER_BODY).is(503, "overloaded").has("Retry-After", "1");
      assertThat(full.asked(PlaceOrder.class)).isEmpty();
    }
  }

  @Test
  void shedsRequestsOnlyWhileThereAreTooMany() {
    try (var busy = new RunningEdge("edge.requests-max", "1")) {
      busy.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
      for (int i = 0; i < 20; i++) {
        busy.order(Samples.ORDER_BODY).is(422);
        busy.order("{").is(400);
        busy.get("/nowhere").is(404);
        busy.get("/v1/orders/x/cancel").is(405);
        busy.get("/v1/admin/orders").is(401);
      }
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
