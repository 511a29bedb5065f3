package mercat.edge;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Address;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.contracts.promotions.CouponRefusal;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.testkit.HttpReply;
import mercat.testkit.ShopSample;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders, as buyers place, read and cancel them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuyerOrderIT {
  private static final String PATH = "/v1/orders/" + Samples.ID;
  private static final String FOREIGN = "01890a5d-ac96-774b-bcce-b302099a8058";
  private static final String[] BUYER = Samples.bearer(Samples.TOKEN);

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @BeforeEach
  void opensTheOrderToItsToken() {
    edge.answerBy(
        FindOrder.class,
        request ->
            opens(request.orderId(), request.orderToken())
                ? new FindOrder.Reply.Found(Samples.confirmed())
                : new FindOrder.Reply.Unknown());
    edge.answerBy(
        CancelOrder.class,
        request ->
            opens(request.orderId(), request.orderToken())
                ? new CancelOrder.Reply.Cancelled(Samples.confirmed())
                : new CancelOrder.Reply.Unknown());
  }

  private static boolean opens(OrderId id, String token) {
    return id.equals(Samples.ID) && token.equals(Samples.TOKEN);
  }

  private HttpReply order(Reply reply) {
    edge.answer(PlaceOrder.class, reply);
    return edge.order(Samples.ORDER_BODY);
  }

  @Test
  void answersAConfirmedOrderWith201() {
    var reply =
        order(new Reply.Placed(Samples.confirmed(), Samples.TOKEN, false))
            .is(201)
            .has("Location", "/v1/orders/" + Samples.ID)
            .has("Content-Type", "application/json")
            .has("Idempotent-Replayed", "");
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

  /** Whoever knows the id of their order cannot count on to that of the next. */
  @Test
  void givesIdsThatNobodyCountsOnTo() {
    edge.takesOrders();
    try (var buyers = Executors.newVirtualThreadPerTaskExecutor()) {
      // A busy machine takes few orders on at once.
      IntStream.range(0, 200)
          .forEach(
              i -> buyers.execute(() -> eventually(() -> edge.order(Samples.ORDER_BODY).is(201))));
    }
    var random =
        edge.asked(PlaceOrder.class).stream()
            .mapToLong(asked -> asked.orderId().value().getLeastSignificantBits())
            .distinct() // an ask that was slow is repeated, with the same id
            .sorted()
            .toArray();
    assertThat(random).hasSizeGreaterThanOrEqualTo(200);
    assertThat(IntStream.range(1, random.length).mapToLong(i -> random[i] - random[i - 1]))
        .allMatch(step -> step > 1 << 20);
  }

  @Test
  void passesOnExactlyWhatTheBuyerSent() {
    edge.takesOrders();
    var body =
        """
        {"email":"Ünal@example.org","expectedTotal":{"currency":"GBP","amount":1530},
         "shippingAddress":{"name":"A","line1":"B","city":"C","country":"GB"},
         "payment":{"token":"tok_ok","method":"card"},
         "lines":[{"quantity":6,"sku":"85123A"},{"sku":"X 1","quantity":1000000}]}\
        """;
    edge.order(body, "Idempotency-Key", "own").is(400);
    var json = "application/json; charset=utf-8";
    edge.post("/v1/orders", body, "Content-Type", json, "Idempotency-Key", "own").is(201);
    var asked = edge.asked(PlaceOrder.class).getLast();
    assertThat(asked.orderId().value().version()).isEqualTo(7);
    assertThat(asked)
        .isEqualTo(
            ShopSample.order(it -> {
              it.id = asked.orderId();
              it.key = "own";
              it.email = "Ünal@example.org";
              it.lines = List.of(new Line(Samples.LANTERN, 6), new Line(new Sku("X 1"), 1_000_000));
              it.expectedTotal = Samples.pounds(1530);
              it.address = new Address("A", "B", "", "C", "", "", "GB");
            }));
  }

  @Test
  void takesAnOrderOfTwoThousandLines() {
    edge.takesOrders();
    var lines =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "{\"sku\":\"S" + i + "\",\"quantity\":1}")
            .collect(Collectors.joining(","));
    var body = Samples.ORDER_BODY.replace("{\"sku\":\"85123A\",\"quantity\":6}", lines);
    edge.order(body).is(201);
    assertThat(edge.asked(PlaceOrder.class).getLast().lines()).hasSize(2_000);
  }

  @Test
  void answersAPendingOrderWith202() {
    var reply = order(new Reply.Placed(Samples.pending(), Samples.TOKEN, false)).is(202);
    assertThat(reply.at("/status")).isEqualTo("pending");
    assertThat(reply.at("/paymentStatus")).isEqualTo("in_doubt");
    assertThat(reply.json().get("confirmedAt").isNull()).isTrue();
  }

  @Test
  void marksAReplay() {
    order(new Reply.Placed(Samples.confirmed(), Samples.TOKEN, true))
        .is(201)
        .has("Idempotent-Replayed", "true");
  }

  static Stream<Arguments> refusals() {
    var id = Samples.ID;
    var token = Samples.TOKEN;
    var sku = List.of(Samples.LANTERN);
    var shortages = List.of(new Shortage(Samples.LANTERN, 6, 2));
    var order = "\"order\":\"%s\",\"orderToken\":\"%s\"".formatted(id, token);
    return Stream.of(
        arguments(
            new Reply.OutOfStock(id, token, shortages, true),
            "409,out_of_stock,true",
            order + ",\"shortages\":[{\"sku\":\"85123A\",\"requested\":6,\"available\":2}]"),
        arguments(
            new Reply.Declined(id, token, "insufficient", false), "402,payment_declined,", order),
        arguments(
            new Reply.Rejected(id, token, "payment_unresolved", true),
            "409,payment_unresolved,true",
            order),
        arguments(
            new Reply.PriceChanged(Samples.pounds(1600)),
            "409,price_changed,",
            "\"total\":{\"amount\":1600,\"currency\":\"GBP\"}"),
        arguments(new Reply.UnknownSkus(sku), "422,unknown_sku,", "\"skus\":[\"85123A\"]"),
        arguments(new Reply.NotSummable("GBP and EUR"), "422,currency_mismatch,", ""),
        arguments(new Reply.TotalTooLarge(), "422,total_too_large,", ""),
        arguments(new Reply.KeyReused(), "422,idempotency_key_reused,", ""),
        arguments(new Reply.CouponRefused(CouponRefusal.UNKNOWN_COUPON), "422,unknown_coupon,", ""),
        arguments(
            new Reply.CouponRefused(CouponRefusal.COUPON_NOT_APPLICABLE),
            "422,coupon_not_applicable,",
            ""),
        arguments(new Reply.CouponRefused(CouponRefusal.COUPON_EXPIRED), "409,coupon_expired,", ""),
        arguments(
            new Reply.Rejected(id, token, "coupon_exhausted", true),
            "409,coupon_exhausted,true",
            order),
        arguments(
            new Reply.Rejected(id, token, "coupon_limit_reached", false),
            "409,coupon_limit_reached,",
            order),
        arguments(new Reply.UnknownAddress(), "422,unknown_address,", ""));
  }

  /** What a refusal says beyond every problem ends its body. */
  @ParameterizedTest
  @MethodSource("refusals")
  void saysWhyAnOrderWasNotTaken(Reply refusal, String statusCodeReplayed, String more) {
    var expected = statusCodeReplayed.split(",", -1);
    var reply =
        order(refusal)
            .is(Integer.parseInt(expected[0]), expected[1])
            .has("Idempotent-Replayed", expected[2]);
    assertThat(reply.text()).endsWith((more.isEmpty() ? "" : "," + more) + "}");
    assertThat(reply.text().contains(Samples.ID.toString())).isEqualTo(more.contains("order"));
  }

  @ParameterizedTest
  @CsvSource({"1,100", "500,500", "999999999,10000", ",10000"})
  void clampsHowLongTheBuyerWaits(String wish, long expected) {
    edge.answer(PlaceOrder.class, new Reply.KeyReused());
    // A slow machine may not keep so short a deadline each time.
    eventually(() -> {
      var reply =
          wish == null
              ? edge.order(Samples.ORDER_BODY)
              : edge.order(Samples.ORDER_BODY, "Deadline-Ms", wish);
      reply.is(422);
      // The bus gives one attempt less than all, so that a repeat fits.
      assertThat(edge.last(PlaceOrder.class).remainingMs()).isBetween(expected / 4, expected);
    });
  }

  @Test
  void refusesADeadlineThatIsNoNumber() {
    for (var wish : new String[] {"soon", "+500", "0x500", "5e3"}) {
      edge.order(Samples.ORDER_BODY, "Deadline-Ms", wish).names("header:Deadline-Ms");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID,400,invalid_request",
    "UNAUTHENTICATED,401,unauthenticated",
    "FORBIDDEN,403,forbidden",
    "NOT_FOUND,404,not_found",
    "CONFLICT,409,conflict",
    "OVERLOADED,503,overloaded",
    "UNAVAILABLE,503,unavailable",
    "DEADLINE_EXCEEDED,504,outcome_unknown",
    "INTERNAL,500,internal"
  })
  void everyKindOfFailureHasItsStatus(FailureKind kind, int status, String code) {
    edge.fail(PlaceOrder.class, new Failure(kind, "what happened", null));
    var reply = edge.order(Samples.ORDER_BODY, "X-Request-Id", "mine-7").is(status, code);
    reply.has("Retry-After", status == 503 ? "1" : "");
    assertThat(reply.at("/status")).isEqualTo(String.valueOf(status));
    assertThat(reply.at("/type")).isEqualTo("/problems/" + code);
    assertThat(reply.at("/title")).isEqualTo(code.replace('_', ' '));
    assertThat(reply.at("/instance")).isEqualTo("mine-7");
    if (kind == FailureKind.INTERNAL) {
      assertThat(reply.text()).doesNotContain("what happened");
    }
  }

  @Test
  void theOutcomeIsUnknownWhenNoAnswerCame() {
    edge.answerWith(PlaceOrder.class, (request, call) -> Promise.<Reply>promise().future());
    edge.order(Samples.ORDER_BODY, "Deadline-Ms", "100").is(504, "outcome_unknown");
  }

  @Test
  void showsTheOrderToWhoBearsItsToken() {
    var reply = edge.get(PATH, BUYER).is(200).has("Cache-Control", "no-store");
    assertThat(reply.at("/number")).isEqualTo("1001");
    assertThat(reply.json().has("orderToken")).isFalse();
    edge.get(PATH).is(404);
    edge.get("/v1/orders/" + FOREIGN, BUYER).is(404);
    edge.get(PATH, "Authorization", "Bearer " + "t".repeat(400)).is(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer wrong", "Bearer ", "Basic YTpi", "Bearer x y", "bearer"})
  void showsNothingToAnybodyElse(String authorization) {
    for (var id :
        new String[] {
          Samples.ID.toString(), FOREIGN, "7", Samples.ID.toString().replace('-', 'x')
        }) {
      edge.get("/v1/orders/" + id, "Authorization", authorization).is(404, "not_found");
    }
    edge.post(PATH + "/cancel", "", "Authorization", authorization).is(404);
  }

  @Test
  void listsTheOneOrderOfTheToken() {
    var page = edge.get("/v1/orders", BUYER).is(200).json();
    assertThat(page.path("data")).hasSize(1);
    assertThat(page.at("/data/0/id").asText()).isEqualTo(Samples.ID.toString());
    assertThat(page.get("next").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "a.b", FOREIGN + ".mac", "."})
  void listsNothingForAWrongToken(String token) {
    edge.get("/v1/orders", "Authorization", "Bearer " + token)
        .is(401, "unauthenticated")
        .has("WWW-Authenticate", "Bearer");
  }

  @Test
  void cancels() {
    var reply = edge.post(PATH + "/cancel", "", BUYER).is(200);
    assertThat(reply.at("/id")).isEqualTo(Samples.ID.toString());
  }

  @Test
  void saysThatItIsTooLateToCancel() {
    edge.answer(CancelOrder.class, new CancelOrder.Reply.TooLate(Samples.confirmed()));
    edge.post(PATH + "/cancel", "", BUYER).is(409, "too_late");
  }
}
