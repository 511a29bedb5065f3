package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import mercat.contracts.OrderId;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuyerOrderIT {
  private static final String PATH = "/v1/orders/" + Samples.ID;
  private static final String FOREIGN = "01890a5d-ac96-774b-bcce-b302099a8058";

  private final RunningEdge edge = new RunningEdge();

  @BeforeAll
  void opensTheOrderToItsToken() {
    edge.answerWith(
        FindOrder.class,
        (request, call) ->
            Future.succeededFuture(
                opens(request.orderId(), request.orderToken())
                    ? new FindOrder.Reply.Found(Samples.confirmed())
                    : new FindOrder.Reply.Unknown()));
    edge.answerWith(
        CancelOrder.class,
        (request, call) ->
            Future.succeededFuture(
                opens(request.orderId(), request.orderToken())
                    ? new CancelOrder.Reply.Cancelled(Samples.confirmed())
                    : new CancelOrder.Reply.Unknown()));
  }

  @AfterAll
  void close() {
    edge.close();
  }

  private static boolean opens(OrderId id, String token) {
    return id.equals(Samples.ID) && token.equals(Samples.TOKEN);
  }

  @Test
  void showsTheOrderToWhoBearsItsToken() {
    var reply = edge.get(PATH, "Authorization", "Bearer " + Samples.TOKEN);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("number").asText()).isEqualTo("1001");
    assertThat(reply.json().has("orderToken")).isFalse();
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer wrong", "Bearer ", "Basic YTpi", "Bearer x y", "bearer"})
  void showsNothingToAnybodyElse(String authorization) {
    for (var path :
        new String[] {
          PATH,
          "/v1/orders/" + FOREIGN,
          "/v1/orders/7",
          "/v1/orders/" + Samples.ID.toString().replace('-', 'x')
        }) {
      var reply = edge.get(path, "Authorization", authorization);
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.code()).isEqualTo("not_found");
    }
    assertThat(edge.post(PATH + "/cancel", "", "Authorization", authorization).status())
        .isEqualTo(404);
  }

  @Test
  void showsNothingWithoutAToken() {
    assertThat(edge.get(PATH).status()).isEqualTo(404);
  }

  @Test
  void refusesAnEndlessToken() {
    assertThat(edge.get(PATH, "Authorization", "Bearer " + "t".repeat(400)).status())
        .isEqualTo(404);
  }

  @Test
  void showsNoForeignOrder() {
    var reply = edge.get("/v1/orders/" + FOREIGN, "Authorization", "Bearer " + Samples.TOKEN);
    assertThat(reply.status()).isEqualTo(404);
  }

  @Test
  void listsTheOneOrderOfTheToken() {
    var reply = edge.get("/v1/orders", "Authorization", "Bearer " + Samples.TOKEN);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("data")).hasSize(1);
    assertThat(reply.json().at("/data/0/id").asText()).isEqualTo(Samples.ID.toString());
    assertThat(reply.json().get("next").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "a.b", FOREIGN + ".mac", ".", "."})
  void listsNothingForAWrongToken(String token) {
    var reply = edge.get("/v1/orders", "Authorization", "Bearer " + token);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.code()).isEqualTo("unauthenticated");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void cancels() {
    var reply = edge.post(PATH + "/cancel", "", "Authorization", "Bearer " + Samples.TOKEN);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("id").asText()).isEqualTo(Samples.ID.toString());
  }

  @Test
  void saysThatItIsTooLateToCancel() {
    try (var shipped = new RunningEdge()) {
      shipped.answer(CancelOrder.class, new CancelOrder.Reply.TooLate(Samples.confirmed()));
      var reply = shipped.post(PATH + "/cancel", "", "Authorization", "Bearer " + Samples.TOKEN);
      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.code()).isEqualTo("too_late");
    }
  }
}
