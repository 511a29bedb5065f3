package mercat.orders;

import static mercat.orders.RunningOrders.CUP;
import static mercat.orders.RunningOrders.SUPPORT;
import static mercat.orders.RunningOrders.again;
import static mercat.orders.RunningOrders.customer;
import static mercat.orders.RunningOrders.order;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import mercat.contracts.Address;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.orders.ClaimOrders;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOwnOrder;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.PaymentResolved;
import mercat.orders.domain.Digests;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import mercat.testkit.ShopSample;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is left of the orders of somebody whose account was erased. */
class EraseBuyerIT {
  private static final String EVERY_LIVING = "select email from orders.orders where email <> ''";

  @AutoClose @RegisterExtension static final RunningOrders orders = new RunningOrders();

  private final Actor customer = customer();
  private final String name = Fresh.text("Ann Smith");
  private final String email = Fresh.text("ann") + "@example.org";

  @Test
  void forgetsWhoBoughtInEveryTable() {
    var first = orders.placedBy(customer, own());
    var asGuest = orders.placed(own());
    orders.knows(customer, email, true);
    assertThat(orders.askAs(customer, new ClaimOrders()))
        .isEqualTo(new ClaimOrders.Reply.Claimed(1));
    var digest = HexFormat.of().formatHex(Digests.buyer(email));
    for (var trace : List.of(name, email)) {
      assertThat(orders.database().tablesHolding(trace)).containsExactly("orders.orders");
    }
    assertThat(orders.database().tablesHolding(digest))
        .containsExactlyInAnyOrder("orders.customer_email", "orders.orders");
    erase();
    for (var trace : List.of(name, email, digest)) {
      eventually(() -> assertThat(orders.database().tablesHolding(trace)).isEmpty());
    }
    for (var order : List.of(first, asGuest)) {
      assertThat(readByStaff(order.id()))
          .isEqualTo(new ReadOrder.Reply.Found(order, "", null, null, 0));
    }
  }

  @Test
  void remembersEverybodyElse() {
    var line = new Line(CUP, 1);
    var theirs = orders.placedBy(customer(), order(Fresh.text("key"), "bob@example.org", line));
    var ofAGuest = orders.placed(own());
    orders.placedBy(customer, own());
    var living = orders.rows(EVERY_LIVING).size();
    erase();
    eventually(() -> assertThat(orders.rows(EVERY_LIVING)).hasSize(living - 1));
    assertThat(readByStaff(theirs.id()).email()).isEqualTo("bob@example.org");
    assertThat(readByStaff(ofAGuest.id()).email()).isEqualTo(email);
  }

  /** Whoever follows a log may be set back and read it again. */
  @Test
  void forgetsOnceMoreHoweverOftenItIsTold() {
    var placed = orders.placedBy(customer, own());
    var erased = new AccountErased(UUID.fromString(customer.id()));
    orders.accounts.announces(erased.accountId(), erased, erased);
    erase();
    awaitForgotten(placed);
    erase();
    awaitForgotten(orders.placedBy(customer, own()));
    orders.assertNothingParked("orders");
  }

  @Test
  void remembersWhoComesBackAsSomebodyElse() {
    var forgotten = orders.placedBy(customer, own());
    erase();
    var again = customer();
    var placed = orders.placedBy(again, own());
    awaitForgotten(forgotten);
    assertThat(readByStaff(placed.id()).email()).isEqualTo(email);
    orders.knows(again, email, true);
    assertThat(orders.askAs(again, new ClaimOrders()))
        .as("what was forgotten is nobody's")
        .isEqualTo(new ClaimOrders.Reply.Claimed(0));
  }

  @Test
  void forgetsWhoOrderedWhileTheyWereErased() {
    erase();
    var late = orders.placedBy(customer, own());
    awaitForgotten(late);
  }

  @Test
  void seesAnOrderThroughWhoseBuyerIsForgotten() {
    orders.payments.replies(AuthorizePayment.class, new AuthorizePayment.Reply.InDoubt());
    var pending = orders.placedBy(customer, own());
    erase();
    awaitForgotten(pending);
    orders.hears(new PaymentResolved(pending.id(), true, ""));
    orders.assertConfirmed(pending.id());
  }

  @Test
  void tellsNobodyWhoRepeatsAKeyWhatItWasUsedFor() {
    var request = own();
    awaitForgotten(erasedAfter(request));
    assertThat(orders.askAs(customer, new PlaceOwnOrder(again(request), null)))
        .isEqualTo(new PlaceOrder.Reply.KeyReused());
  }

  @Test
  void forgetsHoweverManyOrdersThereAre() {
    placedOften();
    erase();
    eventually(() -> assertThat(orders.database().tablesHolding(email)).isEmpty());
  }

  /** As after a stop that was longer than any request may last. */
  @Test
  void forgetsThemAllHoweverLateItBegins() {
    placedOften();
    orders.change(
        "insert into orders.erasure values ('%s', now() - interval '61 s')", customer.id());
    eventually(() -> assertThat(orders.database().tablesHolding(email)).isEmpty());
  }

  /** More often than one statement erases. */
  private void placedOften() {
    orders.copy(orders.placedBy(customer, own()));
  }

  @Test
  void looksAtAnErasedAccountNoLongerThanItsRequestsMayLast() {
    var erasure = "select from orders.erasure where account = '%s'";
    awaitForgotten(erasedAfter(own()));
    assertThat(orders.rows(erasure, customer.id())).hasSize(1);
    orders.change("update orders.erasure set begun_at = now() - interval '61 s'");
    eventually(() -> assertThat(orders.rows(erasure, customer.id())).isEmpty());
  }

  /** An order of the customer's, with their name and e-mail wherever a client may write them. */
  private PlaceOrder own() {
    return ShopSample.order(it -> {
      it.key = Fresh.text(email);
      it.email = email;
      it.address = new Address(name, "1 Street", name, "London", "", "N1", "GB");
    });
  }

  private Order erasedAfter(PlaceOrder request) {
    var placed = orders.placedBy(customer, request);
    erase();
    return placed;
  }

  private void erase() {
    var account = UUID.fromString(customer.id());
    orders.accounts.announces(account, new AccountErased(account));
    orders.awaitFollowed("orders", "accounts");
  }

  private void awaitForgotten(Order order) {
    eventually(() -> assertThat(readByStaff(order.id()).email()).isEmpty());
  }

  private static ReadOrder.Reply.Found readByStaff(OrderId id) {
    return (ReadOrder.Reply.Found) orders.askAs(SUPPORT, new ReadOrder(id));
  }
}
