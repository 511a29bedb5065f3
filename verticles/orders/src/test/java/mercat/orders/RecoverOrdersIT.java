package mercat.orders;

import static mercat.orders.RunningOrders.SHORTAGES;
import static mercat.orders.RunningOrders.TOTAL;
import static mercat.orders.RunningOrders.again;
import static mercat.orders.RunningOrders.order;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mercat.contracts.OrderId;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.PaymentResolved;
import mercat.platform.Failure;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.Test;

/** What stands still is taken over: the same steps again, with the same ids. */
class RecoverOrdersIT {
  private static final TestDatabase DATABASE = TestDatabase.fresh();

  @Test
  void goesOnWhereAFailureInterrupted() {
    try (var orders = quick(Map.of())) {
      orders.inventory.fails(ReserveStock.class, Failure.internal("broken", null));
      var request = order();
      var id = orders.pending(request);
      orders.everybodyAgrees();
      orders.awaitStatus(id, OrderStatus.CONFIRMED);
      assertThat(orders.inventory.asked(ReserveStock.class))
          .hasSizeGreaterThan(1)
          .containsOnly(new ReserveStock(id, request.lines()));
      orders.assertConfirmed(id);
    }
  }

  @Test
  void goesOnAfterTheReservationThatNobodyHeardOf() {
    try (var orders = quick(Map.of())) {
      orders.payments.fails(AuthorizePayment.class, Failure.internal("broken", null));
      var request = order();
      var id = orders.pending(request);
      orders.everythingIsShort();
      orders.awaitStatus(id, OrderStatus.REJECTED);
      assertThat(orders.ask(again(request)))
          .isEqualTo(new PlaceOrder.Reply.OutOfStock(id, orders.token(id), SHORTAGES, true));
    }
  }

  @Test
  void asksAgainForAPaymentInDoubt() {
    try (var orders = quick(Map.of())) {
      var id = orders.inDoubt(order());
      orders.everybodyAgrees();
      orders.awaitStatus(id, OrderStatus.CONFIRMED);
      assertThat(orders.payments.asked(AuthorizePayment.class))
          .hasSizeGreaterThan(1)
          .containsOnly(new AuthorizePayment(id, TOTAL, "card", "tok_ok"));
    }
  }

  @Test
  void takesOverEachOrderOnceThoughTwoProcessesLookForThem() {
    List<OrderId> ids;
    var lasting = Map.of("orders.lease", "5m");
    try (var gone = new RunningOrders(DATABASE, lasting)) {
      gone.inventory.fails(ReserveStock.class, Failure.internal("broken", null));
      ids = Stream.generate(() -> gone.pending(order())).limit(30).toList();
    }
    // All of them: a sweep ends before the first that is young, be it of another test.
    DATABASE.change("update orders.orders set placed_at = placed_at - interval '1 hour'");
    try (var one = quick(lasting);
        var other = quick(lasting)) {
      ids.forEach(id -> one.awaitStatus(id, OrderStatus.CONFIRMED));
      var driven = Stream.of(one, other).flatMap(each -> each.askedForPayment().stream()).toList();
      assertThat(driven).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  void rejectsAtItsDeadlineWhatStaysUnresolved() {
    try (var orders = quick(Map.of())) {
      var request = order();
      var id = orders.inDoubt(request);
      DATABASE.change("update orders.orders set deadline_at = now() where id = '" + id + "'");
      orders.awaitStatus(id, OrderStatus.REJECTED);
      orders.assertRejected(id, "payment_unresolved", Step.STOCK, Step.PAYMENT);
      assertThat(orders.ask(again(request)))
          .isEqualTo(
              new PlaceOrder.Reply.Rejected(id, orders.token(id), "payment_unresolved", true));
      orders.hears(new PaymentResolved(id, true, ""));
      orders.assertStatus(id, OrderStatus.REJECTED);
      assertThat(orders.find(id).paymentStatus()).isEqualTo(PaymentStatus.IN_DOUBT);
    }
  }

  @Test
  void findsWhatIsLeftBehindALargeGapOfNumbers() {
    assertThat(
            DATABASE.rows(
                "select setval(pg_get_serial_sequence('orders.orders', 'number'),"
                    + " coalesce(max(number), 0) + 50000) > 0 from orders.orders"))
        .containsExactly("t");
    try (var orders = quick(Map.of())) {
      orders.inventory.fails(ReserveStock.class, Failure.internal("broken", null));
      var id = orders.pending(order());
      orders.everybodyAgrees();
      orders.awaitStatus(id, OrderStatus.CONFIRMED);
    }
  }

  /** Whose transaction is open has drawn a number that nobody sees: it must not be passed by. */
  @Test
  void passesByNobodyWhoseTransactionIsStillOpen() throws SQLException {
    var late = Fresh.orderId();
    try (var orders = quick(Map.of());
        var open = TestDatabase.connect(DATABASE.login("orders"));
        var statement = open.createStatement()) {
      assertThat(statement.execute("set idle_in_transaction_session_timeout = 0")).isFalse();
      open.setAutoCommit(false);
      var inserted =
          statement.executeQuery(
              """
              insert into orders.orders (id, claim, buyer, idempotency_key, body_hash, email, deadline_at,
                                         currency, subtotal, total, lines, payment_method, payment_token)
              values ('%s', gen_random_uuid(), '', 'late', '', 'late@example.org', now() + interval '1 hour',
                      'GBP', %d, %2$d, '[]', 'card', 'tok_ok') returning number\
              """
                  .formatted(late, TOTAL.amount()));
      assertThat(inserted.next()).isTrue();
      long number = inserted.getLong(1);
      orders.everybodyAgrees();
      assertThat(orders.ask(order())).isInstanceOf(PlaceOrder.Reply.Placed.class);
      var isPassed =
          "select number >= %d from orders.swept where what = 'orders'".formatted(number);
      await()
          .atMost(LocalNode.SOON)
          .during(Duration.ofMillis(700))
          .until(() -> DATABASE.rows(isPassed), List.of("f")::equals);
      open.commit();
      eventually(() ->
          assertThat(DATABASE.rows("select epoch > 0 from orders.orders where id = '" + late + "'"))
              .containsExactly("t"));
    }
  }

  /** Orders whose processes are soon taken over. */
  private static RunningOrders quick(Map<String, String> settings) {
    return new RunningOrders(DATABASE, LocalNode.settings(RunningOrders.QUICK_RECOVERY, settings));
  }
}
