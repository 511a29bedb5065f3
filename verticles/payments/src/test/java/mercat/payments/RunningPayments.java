package mercat.payments;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
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
import mercat.contracts.payments.AuthorizePayment.Reply;
import mercat.platform.Actor;
import mercat.platform.BoundedContext;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.StandIn;
import mercat.testkit.TestDatabase;

/** Payments and its sandbox on a real server, beside a stand-in for orders. */
final class RunningPayments extends LocalNode {
  static final Money FIVE = pounds(5);

  private static final Actor STAFF = new Actor("mila", Set.of("finance"));
  private static final Map<String, String> QUICK =
      Map.of(
          "payments.provider-timeout", "2s",
          "payments.recheck", "200ms",
          "payments.back-off-max", "400ms",
          "payments.work-every", "50ms",
          "payments.sandbox-slow", "200ms",
          "payments.sandbox-settle", "3s");

  private final StandIn orders = standIn("orders");
  private final Map<String, PaymentProvider> providers = new ConcurrentHashMap<>();
  private final BoundedContext context;

  /** Payments on a fresh database, on the sandbox provider. */
  RunningPayments() {
    this(sandbox -> sandbox);
  }

  /** Payments on what the test makes of the sandbox provider. */
  RunningPayments(UnaryOperator<PaymentProvider> provider) {
    this(InstantSource.system(), Map.of(), provider);
  }

  /** The same by a clock of the test's, with further settings. */
  RunningPayments(
      InstantSource clock, Map<String, String> further, UnaryOperator<PaymentProvider> provider) {
    super(TestDatabase.fresh(), clock, with(further));
    context =
        host(
            new PaymentsContext((payments, config) -> {
              PaymentsContext.configured(payments, config)
                  .forEach(each -> providers.put(each.name(), provider.apply(each)));
              return List.copyOf(providers.values());
            }));
  }

  private static Map<String, String> with(Map<String, String> further) {
    var settings = new HashMap<>(QUICK);
    settings.putAll(further);
    return settings;
  }

  /** A provider as payments has it. */
  PaymentProvider provider(String name) {
    return requireNonNull(providers.get(name));
  }

  /** The state of the breaker before a provider. */
  String breaker(String provider) {
    return requireNonNull(context.breakers().get(provider));
  }

  static Money pounds(long amount) {
    return new Money(amount * 100, "GBP");
  }

  /** Asks as staff of finance. */
  @Override
  public <R extends Message> Future<R> asking(Request<R> request) {
    return askingAs(STAFF, request);
  }

  static AuthorizePayment authorization(OrderId id, String token) {
    return new AuthorizePayment(id, FIVE, "card", token);
  }

  Reply authorize(OrderId id, String token) {
    return ask(authorization(id, token));
  }

  OrderId authorized() {
    return asked("tok_ok", new Reply.Authorized());
  }

  /** A new order whose payment the provider keeps silent about, and approves later. */
  OrderId inDoubt() {
    return asked("tok_timeout_then_ok", new Reply.InDoubt());
  }

  /** A new order that was confirmed, and whose payment is captured. */
  OrderId captured() {
    var id = authorized();
    confirm(id);
    awaitPayment(id, "captured, wanted captured");
    return id;
  }

  /** A new order whose payment was asked for, and answered so. */
  OrderId asked(String token, Reply reply) {
    var id = Fresh.orderId();
    assertThat(authorize(id, token)).isEqualTo(reply);
    return id;
  }

  /** Appends to the log of orders, in one transaction. */
  void announce(Event... events) {
    orders.announces(events);
  }

  void confirm(OrderId id) {
    announce(new OrderConfirmed(id, FIVE));
  }

  void reject(OrderId id) {
    announce(new OrderRejected(id, "cancelled", Set.of(Step.STOCK, Step.PAYMENT)));
  }

  void cancel(OrderId id) {
    announce(new OrderCancelled(id, FIVE));
  }

  /** The rows of a query about an order, which it names by {@code %s}. As the superuser. */
  List<String> rows(String sql, OrderId id) {
    return database().rows(sql.formatted(id));
  }

  /** A connection as the role of payments. */
  Connection connectAsPayments() throws SQLException {
    var connection = TestDatabase.connect(database().login("payments"));
    connection.setSchema("payments");
    return connection;
  }

  /** How a payment stands, empty when there is none. */
  String payment(OrderId id) {
    return String.join(
        "; ",
        rows(
            """
            select state || coalesce(', wanted ' || wanted, '')
                   || case when refunded = 0 then '' else ', returned ' || refunded end
              from payments.payment where order_id = '%s'\
            """,
            id));
  }

  /** How the provider's charge stands, empty when there is none. */
  String charge(OrderId id) {
    return String.join(
        "; ",
        rows(
            """
            select state || case when refunded = 0 then '' else ', returned ' || refunded end
              from sandbox.charge where order_id = '%s'\
            """,
            id));
  }

  /** The types of what payments announced of an order, in order. */
  List<String> announced(OrderId id) {
    return announced("payments", id.value()).stream()
        .map(event -> event.getClass().getSimpleName())
        .toList();
  }

  void awaitPayment(OrderId id, String description) {
    eventually(() -> assertThat(payment(id)).isEqualTo(description));
  }

  void awaitRows(String sql, String... rows) {
    eventually(() -> assertThat(database().rows(sql)).containsExactly(rows));
  }

  /** Waits until payments has applied everything that orders announced. */
  void awaitFollowed() {
    awaitFollowed("payments", "orders");
  }
}
