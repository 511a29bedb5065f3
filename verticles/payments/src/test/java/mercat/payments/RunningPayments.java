package mercat.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import mercat.contracts.Event;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.payments.sandbox.SandboxProvider;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.StandIn;
import mercat.testkit.TestDatabase;

/** Payments and its sandbox on a real server, beside a stand-in for orders. */
final class RunningPayments implements AutoCloseable {
  static final Duration SOON = LocalNode.SOON;

  private static final Actor STAFF = new Actor("mila", Set.of("finance"));

  private static final Map<String, String> QUICK =
      Map.of(
          "payments.provider-timeout", "800ms",
          "payments.recheck", "200ms",
          "payments.back-off-max", "400ms",
          "payments.work-every", "50ms",
          "payments.sandbox-slow", "200ms",
          "payments.sandbox-settle", "1200ms");

  private final LocalNode node = LocalNode.start(QUICK);
  private final StandIn orders = node.standIn("orders");

  /** Starts payments on a fresh database, on the sandbox provider. */
  static RunningPayments start() {
    return start(provider -> provider);
  }

  /** Starts payments on what the test makes of the sandbox provider. */
  static RunningPayments start(UnaryOperator<PaymentProvider> provider) {
    return new RunningPayments(provider);
  }

  private RunningPayments(UnaryOperator<PaymentProvider> provider) {
    node.host(
        new PaymentsContext((payments, config) ->
            provider.apply(new SandboxProvider(payments.withSchema("sandbox"), config))));
  }

  /** An order that nobody has heard of. */
  static OrderId newOrder() {
    return Fresh.orderId();
  }

  static Money pounds(long amount) {
    return new Money(amount * 100, "GBP");
  }

  /** Asks as staff of finance. */
  <R extends Message> Future<R> asking(Request<R> request) {
    return node.askingAs(STAFF, request);
  }

  <R extends Message> R ask(Request<R> request) {
    return get(asking(request));
  }

  <R extends Message> R askAs(Actor actor, Request<R> request) {
    return node.askAs(actor, request);
  }

  AuthorizePayment.Reply authorize(OrderId id, Money amount, String token) {
    return ask(new AuthorizePayment(id, amount, "card", token));
  }

  /** Appends to the log of orders, in one transaction. */
  void announce(Event... events) {
    orders.announces(events);
  }

  void confirm(OrderId id, Money total) {
    announce(new OrderConfirmed(id, total));
  }

  void reject(OrderId id) {
    announce(new OrderRejected(id, "cancelled", Set.of(Step.STOCK, Step.PAYMENT)));
  }

  void cancel(OrderId id, Money total) {
    announce(new OrderCancelled(id, total));
  }

  /** The rows of a query, columns joined by a blank. As the superuser. */
  List<String> rows(String sql) {
    return node.database().rows(sql);
  }

  /** Changes rows as the superuser: what a crash leaves, or an operator's error. */
  void change(String sql) {
    node.database().change(sql);
  }

  /** A connection of the superuser's own. */
  Connection connect() throws SQLException {
    return node.database().connect();
  }

  /** A connection as the role of payments. */
  Connection connectAsPayments() throws SQLException {
    var connection = TestDatabase.connect(node.database().login("payments"));
    connection.setSchema("payments");
    return connection;
  }

  String payment(OrderId id) {
    return one(
        "select state || case when wanted is null then '' else ', wanted ' || wanted end"
            + " || case when refunded = 0 then '' else ', returned ' || refunded end"
            + " from payments.payment where order_id = '%s'",
        id);
  }

  String charge(OrderId id) {
    return one("select state from sandbox.charge where order_id = '%s'", id);
  }

  /** The types of what payments announced of an order, in order. */
  List<String> announced(OrderId id) {
    return node.announced("payments", id.value()).stream()
        .map(event -> event.getClass().getSimpleName())
        .toList();
  }

  void awaitPayment(OrderId id, String description) {
    LocalNode.eventually(() -> assertThat(payment(id)).isEqualTo(description));
  }

  void awaitRows(String sql, String... rows) {
    LocalNode.eventually(() -> assertThat(rows(sql)).containsExactly(rows));
  }

  /** Waits until payments has applied everything that orders announced. */
  void awaitFollowed() {
    node.awaitFollowed("payments", "orders");
  }

  static <T> T get(Future<T> future) {
    return LocalNode.get(future);
  }

  @Override
  public void close() {
    node.close();
  }

  private String one(String sql, OrderId id) {
    return rows(sql.formatted(id)).stream().collect(Collectors.joining("; "));
  }
}
