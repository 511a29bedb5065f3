package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Address;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.CancelOwnOrder;
import mercat.contracts.orders.ClaimOrders;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FindOwnOrder;
import mercat.contracts.orders.ListOwnOrders;
import mercat.contracts.orders.ListOwnOrders.OwnOrder;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOwnOrder;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Orders of customers, who have signed in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CustomerOrderIT {
  private static final String PATH = "/v1/orders/" + Samples.ID;
  private static final UUID SAVED = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8003");
  private static final Address HOME = new Address("A", "B", "", "C", "", "", "GB");

  private static final String TO_SAVED_ADDRESS =
      Samples.ORDER_BODY.replace(
          "\"payment\"", "\"shippingAddressId\":\"" + SAVED + "\",\"payment\"");

  @AutoClose private final RunningEdge edge = new RunningEdge();

  private final String[] customer = Samples.bearer(TokenIssuer.FIRST.token("customer"));

  @BeforeAll
  void signIn() {
    TokenIssuer.FIRST.introduceTo(edge);
    edge.answer(PlaceOwnOrder.class, Samples.placed());
  }

  private <Q extends Request<?>> Q lastAsked(Class<Q> type) {
    return edge.asked(type).getLast();
  }

  @Test
  void takesAnOrderAsTheirs() {
    var guests = edge.asked(PlaceOrder.class).size();
    edge.order(Samples.ORDER_BODY, customer)
        .is(201)
        .has("Location", "/v1/orders/" + Samples.ID)
        .says("\"orderToken\":\"" + Samples.TOKEN);
    var asked = lastAsked(PlaceOwnOrder.class);
    assertThat(asked.order().key()).isEqualTo("key-1");
    assertThat(asked.order().email()).isEqualTo("guest@example.org");
    assertThat(asked.shippingAddressId()).isNull();
    assertThat(edge.asked(PlaceOrder.class)).hasSize(guests);
  }

  @Test
  void sendsAnOrderToASavedAddress() {
    edge.order(TO_SAVED_ADDRESS, customer).is(201);
    assertThat(lastAsked(PlaceOwnOrder.class).shippingAddressId()).isEqualTo(SAVED);
  }

  @Test
  void refusesTwoAddressesAndAGuestsSavedOne() {
    var both =
        TO_SAVED_ADDRESS.replace(
            "\"payment\"",
            "\"shippingAddress\":{\"name\":\"A\",\"line1\":\"B\",\"city\":\"C\",\"country\":\"GB\"},"
                + "\"payment\"");
    edge.order(both, customer).names("/shippingAddressId");
    edge.order(TO_SAVED_ADDRESS).names("/shippingAddressId");
    edge.order(TO_SAVED_ADDRESS.replace(SAVED.toString(), "home"), customer)
        .names("/shippingAddressId");
  }

  @Test
  void readsAndEndsTheirOwnWithoutItsToken() {
    edge.answer(FindOwnOrder.class, new FindOrder.Reply.Found(Samples.confirmed()));
    edge.answer(CancelOwnOrder.class, new CancelOrder.Reply.Cancelled(Samples.confirmed()));
    assertThat(edge.get(PATH, customer).is(200).at("/id")).isEqualTo(Samples.ID.toString());
    assertThat(edge.post(PATH + "/cancel", "", customer).is(200).at("/id"))
        .isEqualTo(Samples.ID.toString());
    assertThat(lastAsked(FindOwnOrder.class).orderId()).isEqualTo(Samples.ID);
    assertThat(lastAsked(CancelOwnOrder.class).orderId()).isEqualTo(Samples.ID);
  }

  @Test
  void knowsNoOrderOfSomebodyElse() {
    edge.answer(FindOwnOrder.class, new FindOrder.Reply.Unknown());
    edge.answer(CancelOwnOrder.class, new CancelOrder.Reply.Unknown());
    edge.get(PATH, customer).is(404, "not_found");
    edge.post(PATH + "/cancel", "", customer).is(404, "not_found");
  }

  @Test
  void listsTheirOwnPageByPage() {
    edge.answerBy(
        ListOwnOrders.class,
        request ->
            new ListOwnOrders.Found(
                List.of(new OwnOrder(Samples.confirmed(), "ann@example.org", HOME, "card")),
                request.before() == null));
    var first = list("?limit=1").is(200);
    assertThat(first.at("/data/0/id")).isEqualTo(Samples.ID.toString());
    assertThat(first.text()).doesNotContain("ann@example.org");
    assertThat(lastAsked(ListOwnOrders.class)).isEqualTo(new ListOwnOrders(null, 1));
    var second = list("?cursor=" + first.at("/next")).is(200);
    assertThat(second.json().get("next").isNull()).isTrue();
    assertThat(lastAsked(ListOwnOrders.class))
        .isEqualTo(new ListOwnOrders(new OrderId(Samples.ID.value()), 20));
    list("?cursor=forged").names("query:cursor");
    list("?limit=101").names("query:limit");
  }

  private HttpReply list(String query) {
    return edge.get("/v1/orders" + query, customer);
  }

  @Test
  void claimsWhatTheyOrderedAsAGuest() {
    edge.answer(ClaimOrders.class, new ClaimOrders.Reply.Claimed(3));
    assertThat(edge.post("/v1/orders/claims", "", customer).is(200).text())
        .isEqualTo("{\"claimed\":3}");
    edge.answer(ClaimOrders.class, new ClaimOrders.Reply.NotVerified());
    edge.post("/v1/orders/claims", "", customer).is(409, "email_not_verified");
    edge.post("/v1/orders/claims", "").is(401, "unauthenticated");
  }
}
