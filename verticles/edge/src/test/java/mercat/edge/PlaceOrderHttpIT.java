package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.contracts.Line;
import mercat.contracts.Sku;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.Address;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlaceOrderHttpIT {
  private final RunningEdge edge = new RunningEdge();

  @BeforeAll
  void confirms() {
    edge.answer(PlaceOrder.class, new Reply.Placed(Samples.confirmed(), Samples.TOKEN, false));
  }

  @AfterAll
  void close() {
    edge.close();
  }

  @Test
  void answersAConfirmedOrderWith201() {
    edge.answer(PlaceOrder.class, new Reply.Placed(Samples.confirmed(), Samples.TOKEN, false));
    var reply = edge.order(Samples.ORDER_BODY);
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Location")).isEqualTo("/v1/orders/" + Samples.ID);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("Idempotent-Replayed")).isEmpty();
    assertThat(reply.text())
        .isEqualTo(
            """
            {"id":"01890a5d-ac96-774b-bcce-b302099a8057","number":"1001","status":"confirmed",\
            "lines":[{"sku":"85123A","name":"Lantern","quantity":6,\
            "unitPrice":{"amount":255,"currency":"GBP"},"total":{"amount":1530,"currency":"GBP"}}],\
            "subtotal":{"amount":1530,"currency":"GBP"},"discount":{"amount":0,"currency":"GBP"},\
            "shipping":{"amount":0,"currency":"GBP"},"tax":{"amount":0,"currency":"GBP"},\
            "total":{"amount":1530,"currency":"GBP"},"paymentStatus":"authorized",\
            "fulfilmentStatus":"none","placedAt":"2026-01-02T03:04:05Z",\
            "confirmedAt":"2026-01-02T03:04:06Z",\
            "orderToken":"01890a5d-ac96-774b-bcce-b302099a8057.mac"}\
            """);
  }

  @Test
  void passesOnExactlyWhatTheBuyerSent() {
    edge.answer(PlaceOrder.class, new Reply.Placed(Samples.confirmed(), Samples.TOKEN, false));
    var body =
        """
        {"email":"Ünal@example.org","expectedTotal":{"currency":"GBP","amount":1530},
         "shippingAddress":{"name":"A","line1":"B","city":"C","country":"GB"},
         "payment":{"token":"tok_ok","method":"card"},
         "lines":[{"quantity":6,"sku":"85123A"},{"sku":"X 1","quantity":1000000}]}\
        """;
    assertThat(edge.order(body, "Idempotency-Key", "own").status()).isEqualTo(400);
    assertThat(
            edge.post(
                    "/v1/orders",
                    body,
                    "Content-Type",
                    "application/json; charset=utf-8",
                    "Idempotency-Key",
                    "own")
                .status())
        .isEqualTo(201);
    var asked = edge.asked(PlaceOrder.class).getLast();
    assertThat(asked.orderId().value().version()).isEqualTo(7);
    assertThat(asked)
        .isEqualTo(
            new PlaceOrder(
                asked.orderId(),
                "own",
                "Ünal@example.org",
                List.of(new Line(Samples.LANTERN, 6), new Line(new Sku("X 1"), 1_000_000)),
                "card",
                "tok_ok",
                Samples.pounds(1530),
                new Address("A", "B", "", "C", "", "", "GB")));
  }

  @Test
  void takesAnOrderOfTwoThousandLines() {
    edge.answer(PlaceOrder.class, new Reply.Placed(Samples.confirmed(), Samples.TOKEN, false));
    var lines =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "{\"sku\":\"S" + i + "\",\"quantity\":1}")
            .collect(Collectors.joining(","));
    var body = Samples.ORDER_BODY.replace("{\"sku\":\"85123A\",\"quantity\":6}", lines);
    assertThat(edge.order(body).status()).isEqualTo(201);
    assertThat(edge.asked(PlaceOrder.class).getLast().lines()).hasSize(2_000);
  }

  @Test
  void answersAPendingOrderWith202() {
    edge.answer(PlaceOrder.class, new Reply.Placed(Samples.pending(), Samples.TOKEN, false));
    var reply = edge.order(Samples.ORDER_BODY);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().path("status").asText()).isEqualTo("pending");
    assertThat(reply.json().path("paymentStatus").asText()).isEqualTo("in_doubt");
    assertThat(reply.json().get("confirmedAt").isNull()).isTrue();
  }

  @Test
  void marksAReplay() {
    edge.answer(PlaceOrder.class, new Reply.Placed(Samples.confirmed(), Samples.TOKEN, true));
    var reply = edge.order(Samples.ORDER_BODY);
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void namesWhatIsOutOfStock() {
    edge.answer(
        PlaceOrder.class,
        new Reply.OutOfStock(Samples.ID, List.of(new Shortage(Samples.LANTERN, 6, 2)), true));
    var reply = edge.order(Samples.ORDER_BODY);
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.code()).isEqualTo("out_of_stock");
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(reply.json().path("order").asText()).isEqualTo(Samples.ID.toString());
    assertThat(reply.json().path("shortages"))
        .hasToString("[{\"sku\":\"85123A\",\"requested\":6,\"available\":2}]");
  }

  @Test
  void saysThatThePaymentWasDeclined() {
    edge.answer(PlaceOrder.class, new Reply.Declined(Samples.ID, "insufficient", false));
    var reply = edge.order(Samples.ORDER_BODY);
    assertThat(reply.status()).isEqualTo(402);
    assertThat(reply.code()).isEqualTo("payment_declined");
    assertThat(reply.json().path("order").asText()).isEqualTo(Samples.ID.toString());
  }

  @Test
  void answersARejectedOrderWithItsReason() {
    edge.answer(PlaceOrder.class, new Reply.Rejected(Samples.ID, "payment_unresolved", true));
    var reply = edge.order(Samples.ORDER_BODY);
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.code()).isEqualTo("payment_unresolved");
    assertThat(reply.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void namesTheNewTotal() {
    edge.answer(PlaceOrder.class, new Reply.PriceChanged(Samples.pounds(1600)));
    var reply = edge.order(Samples.ORDER_BODY);
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.code()).isEqualTo("price_changed");
    assertThat(reply.json().path("total")).hasToString("{\"amount\":1600,\"currency\":\"GBP\"}");
  }

  @Test
  void namesWhatNobodyCanBuy() {
    edge.answer(PlaceOrder.class, new Reply.UnknownSkus(List.of(Samples.LANTERN)));
    var reply = edge.order(Samples.ORDER_BODY);
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.code()).isEqualTo("unknown_sku");
    assertThat(reply.json().path("skus")).hasToString("[\"85123A\"]");
  }

  @Test
  void refusesWhatCannotBeSummed() {
    edge.answer(PlaceOrder.class, new Reply.NotSummable("GBP and EUR"));
    var reply = edge.order(Samples.ORDER_BODY);
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.code()).isEqualTo("currency_mismatch");
  }

  @Test
  void saysNothingOfTheOrderWhoseKeyWasReused() {
    edge.answer(PlaceOrder.class, new Reply.KeyReused());
    var reply = edge.order(Samples.ORDER_BODY);
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.code()).isEqualTo("idempotency_key_reused");
    assertThat(reply.text()).doesNotContain(Samples.ID.toString());
  }

  @ParameterizedTest
  @CsvSource({"1,100", "500,500", "999999999,10000", ",10000"})
  void clampsHowLongTheBuyerWaits(String wish, long expected) {
    var left = new AtomicLong();
    edge.answerWith(
        PlaceOrder.class,
        (request, call) -> {
          left.set(call.deadline().remainingMs());
          return Future.succeededFuture(new Reply.KeyReused());
        });
    var reply =
        wish == null
            ? edge.order(Samples.ORDER_BODY)
            : edge.order(Samples.ORDER_BODY, "Deadline-Ms", wish);
    // The bus gives one attempt less than all, so that a repeat fits.
    assertThat(reply.status()).isEqualTo(422);
    assertThat(left.get()).isBetween(expected / 4, expected);
  }

  @Test
  void refusesADeadlineThatIsNoNumber() {
    assertThat(edge.order(Samples.ORDER_BODY, "Deadline-Ms", "soon").pointers())
        .containsExactly("header:Deadline-Ms");
  }
}
