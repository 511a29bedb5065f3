package mercat.orders;

import static mercat.orders.RunningOrders.CUP;
import static mercat.orders.RunningOrders.SUPPORT;
import static mercat.orders.RunningOrders.again;
import static mercat.orders.RunningOrders.customer;
import static mercat.orders.RunningOrders.order;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Address;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.accounts.Account.SavedAddress;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.CancelOwnOrder;
import mercat.contracts.orders.ClaimOrders;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FindOwnOrder;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.ListOwnOrders;
import mercat.contracts.orders.ListOwnOrders.OwnOrder;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.contracts.orders.PlaceOwnOrder;
import mercat.contracts.orders.PlaceOwnOrderWithCoupon;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.contracts.promotions.CouponCode;
import mercat.platform.Actor;
import mercat.testkit.Cases;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.ShopSample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The orders of customers, who are signed in. */
class OwnOrderIT {
  private static final Address HOME = new Address("Ann", "1 Street", "", "London", "", "N1", "GB");
  private static final Address WORK = new Address("Ann", "2 Street", "", "London", "", "N2", "GB");

  @AutoClose @RegisterExtension static final RunningOrders orders = new RunningOrders();
  @AutoClose static final RunningOrders other = new RunningOrders(orders.database(), Map.of());

  private final Actor customer = customer();

  @Test
  void showsAnOrderToItsCustomer() {
    var placed = orders.placedBy(customer, order());
    assertThat(orders.askAs(customer, new FindOwnOrder(placed.id())))
        .isEqualTo(new FindOrder.Reply.Found(placed));
    orders.assertConfirmed(placed.id());
  }

  @Test
  void neitherShowsNorEndsAnOrderForAnotherCustomer() {
    var theirs = orders.placedBy(customer(), order());
    var ofAGuest = orders.placed(order());
    for (var id : List.of(theirs.id(), ofAGuest.id(), Fresh.orderId())) {
      assertThat(orders.askAs(customer, new FindOwnOrder(id)))
          .isEqualTo(new FindOrder.Reply.Unknown());
      assertThat(orders.askAs(customer, new CancelOwnOrder(id)))
          .isEqualTo(new CancelOrder.Reply.Unknown());
    }
    orders.assertConfirmed(theirs.id());
    orders.assertConfirmed(ofAGuest.id());
  }

  @Test
  void letsTheirCustomerEndAnOrder() {
    var id = orders.placedBy(customer, order()).id();
    for (int i = 0; i < 2; i++) {
      assertThat(RunningOrders.status(orders.askAs(customer, new CancelOwnOrder(id))))
          .isEqualTo(OrderStatus.CANCELLED);
    }
    orders.assertCancelled(id);
  }

  static Stream<Request<?>> ofCustomers() {
    return Stream.of(
        new PlaceOwnOrder(order(), null),
        new PlaceOwnOrderWithCoupon(new PlaceOwnOrder(order(), null), new CouponCode("TEN")),
        new FindOwnOrder(Fresh.orderId()),
        new ListOwnOrders(null, 10),
        new CancelOwnOrder(Fresh.orderId()),
        new ClaimOrders());
  }

  @ParameterizedTest
  @MethodSource("ofCustomers")
  void isForNobodyWhoIsNotSignedIn(Request<?> request) {
    orders.assertOnlyForCustomers(request);
  }

  @Test
  void keepsAKeyForTheCustomerAlone() {
    var first = order();
    var mine = orders.placedBy(customer, first);
    var theirs = orders.placedBy(customer(), again(first));
    var ofAGuest = orders.placed(again(first));
    assertThat(List.of(mine.id(), theirs.id(), ofAGuest.id())).doesNotHaveDuplicates();
    assertThat(orders.askAs(customer, new PlaceOwnOrder(again(first), null)))
        .isEqualTo(new Reply.Placed(mine, orders.token(mine.id()), true));
  }

  @Test
  void takesOneOrderHoweverOftenAndWhereverACustomerAsks() {
    var request = order();
    var asked =
        IntStream.range(0, 20)
            .<Future<Reply>>mapToObj(i ->
                (i % 2 == 0 ? orders : other)
                    .askingAs(customer, new PlaceOwnOrder(again(request), null)))
            .toList();
    var placed = asked.stream().map(LocalNode::get).map(Reply.Placed.class::cast).toList();
    assertThat(placed).filteredOn(reply -> !reply.replayed()).hasSize(1);
    assertThat(placed).extracting(Reply.Placed::order).containsOnly(placed.getFirst().order());
    assertThat(own(null, 10).orders()).hasSize(1);
  }

  @Test
  void refusesACustomersKeyWithOtherContent() {
    var first = order();
    var id = orders.placedBy(customer, first).id();
    var otherwise = order(first.key(), first.email(), new Line(CUP, 3));
    assertThat(orders.askAs(customer, new PlaceOwnOrder(otherwise, null)))
        .isEqualTo(new Reply.KeyReused());
    orders.assertConfirmed(id);
  }

  @Test
  void listsACustomersOwnWithAllThatTheyGaveNewestFirst() {
    var first = orders.placedBy(customer, order());
    orders.placedBy(customer(), order());
    orders.placed(order());
    var request =
        ShopSample.order(it -> {
          it.email = "ann@example.org";
          it.address = HOME;
        });
    var last = orders.placedBy(customer, request);
    assertThat(own(null, 10))
        .isEqualTo(
            new ListOwnOrders.Found(
                List.of(
                    new OwnOrder(last, "ann@example.org", HOME, "card"),
                    new OwnOrder(first, "buyer@example.org", null, "card")),
                false));
  }

  @Test
  void listsEachOfACustomersOrdersOnceHoweverThePagesAreCut() {
    var placed = Stream.generate(() -> orders.placedBy(customer, order()).id()).limit(7).toList();
    Cases.check(
        5,
        cases -> {
          int limit = cases.number(1, 9);
          var seen = new ArrayList<OrderId>();
          ListOwnOrders.Found page;
          do {
            page = own(seen.isEmpty() ? null : seen.getLast(), limit);
            page.orders().forEach(own -> seen.add(own.order().id()));
          } while (page.more());
          assertThat(seen).isEqualTo(placed.reversed());
        });
  }

  @Test
  void listsNothingOfOthersBehindAPlaceOfTheirs() {
    var mine = orders.placedBy(customer, order());
    var theirs = orders.placedBy(customer(), order());
    assertThat(own(theirs.id(), 10).orders())
        .extracting(found -> found.order().id())
        .containsExactly(mine.id());
  }

  /** Before the sweep of e-mails has come by an order, and afterwards. */
  @Test
  void letsStaffFindOrdersByEmailWhoseverTheyAreAndHoweverThePagesAreCut() {
    var email = Fresh.text("ann") + "@example.org";
    var buyers = List.of(customer, Actor.GUEST, customer(), Actor.GUEST, customer, customer);
    var placed = buyers.stream().map(buyer -> placedBy(buyer, email).id()).toList();
    orders.placedBy(customer, order(Fresh.text("key"), "not-" + email, new Line(CUP, 1)));
    for (int limit = 1; limit <= placed.size(); limit++) {
      assertThat(found(email, limit)).isEqualTo(placed.reversed());
    }
    awaitSweptEmails(placed.getLast());
    for (int limit = 1; limit <= placed.size(); limit++) {
      assertThat(found(email, limit)).isEqualTo(placed.reversed());
    }
    var first = placedBy(customer, email);
    assertThat(found(email, 9)).startsWith(first.id()).endsWith(placed.getFirst());
  }

  @Test
  void letsStaffFindByEmailWhatWasClaimedBehindTheSweep() {
    var email = Fresh.text("ann") + "@example.org";
    var id = asGuest(email).id();
    awaitSweptEmails(id);
    orders.knows(customer, email, true);
    assertThat(claim()).isEqualTo(new ClaimOrders.Reply.Claimed(1));
    assertThat(found(email, 9)).containsExactly(id);
  }

  private static Order placedBy(Actor buyer, String email) {
    return buyer.equals(Actor.GUEST)
        ? asGuest(email)
        : orders.placedBy(buyer, order(Fresh.text("key"), email, new Line(CUP, 1)));
  }

  private static void awaitSweptEmails(OrderId until) {
    eventually(() ->
        assertThat(
                orders.rows(
                    "select from orders.swept where what = 'customer_email' and number >="
                        + " (select number from orders.orders where id = '%s')",
                    until))
            .hasSize(1));
  }

  private static List<OrderId> found(String email, int limit) {
    var seen = new ArrayList<OrderId>();
    ListOrders.Found page;
    do {
      var before = seen.isEmpty() ? null : seen.getLast();
      page = orders.askAs(SUPPORT, new SearchOrders(null, null, email, before, limit));
      page.orders().forEach(order -> seen.add(order.id()));
    } while (page.more());
    return seen;
  }

  @Test
  void sendsAnOrderToTheSavedAddressThatItNames() {
    var home = new SavedAddress(UUID.randomUUID(), HOME);
    var work = new SavedAddress(UUID.randomUUID(), WORK);
    orders.knows(customer, "ann@example.org", false, home, work);
    var request = order();
    var placed = asked(new PlaceOwnOrder(request, work.id()));
    assertThat(orders.askAs(SUPPORT, new ReadOrder(placed.order().id())))
        .isEqualTo(new ReadOrder.Reply.Found(placed.order(), request.email(), WORK, null, 0));
    assertThat(orders.askAs(customer, new PlaceOwnOrder(again(request), home.id())))
        .isEqualTo(new Reply.KeyReused());
    orders.knows(customer, "ann@example.org", false);
    assertThat(asked(new PlaceOwnOrder(again(request), work.id())))
        .isEqualTo(new Reply.Placed(placed.order(), placed.orderToken(), true));
  }

  @Test
  void storesNothingForAnAddressThatTheCustomerHasNotSaved() {
    var theirs = new SavedAddress(UUID.randomUUID(), HOME);
    orders.knows(customer(), "bob@example.org", false, theirs);
    var request = new PlaceOwnOrder(order(), theirs.id());
    assertThat(orders.askAs(customer, request)).isEqualTo(new Reply.UnknownAddress());
    assertThat(own(null, 10).orders()).isEmpty();
  }

  @Test
  void goesToOneAddressOnly() {
    var request = ShopSample.order(it -> it.address = HOME);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PlaceOwnOrder(request, UUID.randomUUID()))
        .withMessageContaining("one shipping address");
  }

  @Test
  void makesACustomersOwnWhatTheyOrderedAsAGuestUnderTheirVerifiedEmail() {
    var email = Fresh.text("Ann") + "@Example.org";
    var first = asGuest(email);
    var second = asGuest(" " + email.toUpperCase(Locale.ROOT));
    var someoneElses = asGuest(Fresh.text("bob") + "@example.org");
    var alreadyOwned =
        orders.placedBy(customer(), order(Fresh.text("key"), email, new Line(CUP, 1)));
    orders.knows(customer, email, true);
    assertThat(claim()).isEqualTo(new ClaimOrders.Reply.Claimed(2));
    assertThat(claim()).isEqualTo(new ClaimOrders.Reply.Claimed(0));
    assertThat(own(null, 10).orders())
        .extracting(own -> own.order().id())
        .containsExactly(second.id(), first.id())
        .doesNotContain(someoneElses.id(), alreadyOwned.id());
  }

  @Test
  void claimsNothingByAnEmailThatMayBeSomebodyElses() {
    var email = Fresh.text("ann") + "@example.org";
    asGuest(email);
    orders.knows(customer, email, false);
    assertThat(claim()).isEqualTo(new ClaimOrders.Reply.NotVerified());
    orders.knows(customer(), email, true);
    assertThat(claim()).isEqualTo(new ClaimOrders.Reply.NotVerified());
    assertThat(own(null, 10).orders()).isEmpty();
  }

  @Test
  void claimsHoweverManyThereAre() {
    var email = Fresh.text("ann") + "@example.org";
    orders.copy(asGuest(email));
    orders.knows(customer, email, true);
    assertThat(claim()).isEqualTo(new ClaimOrders.Reply.Claimed(1200));
  }

  @Test
  void stillOpensAClaimedOrderToItsToken() {
    var email = Fresh.text("ann") + "@example.org";
    var id = asGuest(email).id();
    orders.knows(customer, email, true);
    assertThat(claim()).isEqualTo(new ClaimOrders.Reply.Claimed(1));
    assertThat(orders.askAs(Actor.GUEST, new FindOrder(id, orders.token(id))))
        .isInstanceOf(FindOrder.Reply.Found.class);
  }

  @CanIgnoreReturnValue
  private static Order asGuest(String email) {
    return orders.placed(order(Fresh.text("key"), email, new Line(CUP, 1)));
  }

  private Reply.Placed asked(PlaceOwnOrder request) {
    return (Reply.Placed) orders.askAs(customer, request);
  }

  private ClaimOrders.Reply claim() {
    return orders.askAs(customer, new ClaimOrders());
  }

  private ListOwnOrders.Found own(@Nullable OrderId before, int limit) {
    return orders.askAs(customer, new ListOwnOrders(before, limit));
  }
}
