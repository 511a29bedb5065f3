package mercat.payments;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  private static final String TABLES =
      """
      select schemaname || '.' || tablename from pg_tables
       where schemaname in ('payments', 'sandbox')
         and tablename not in ('cursor', 'log_reader', 'swept')\
      """;

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
    super(TestDatabase.fresh(), clock, settings(QUICK, further));
    context =
        host(
            new PaymentsContext((payments, config) -> {
              PaymentsContext.configured(payments, config)
                  .forEach(each -> providers.put(each.name(), provider.apply(each)));
              return List.copyOf(providers.values());
            }));
  }

  /** A file that holds secrets of hooks until this process ends. */
  static String secretsFile(String... secrets) {
    try {
      var file = Files.createTempFile("hook", ".secrets");
      file.toFile().deleteOnExit();
      return Files.write(file, List.of(secrets)).toString();
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
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

  /** Every row of payments and its sandbox, but for what only says that somebody has looked. */
  List<String> everyRow() {
    var tables = database().rows(TABLES);
    assertThat(tables).contains("payments.payment", "payments.posting", "sandbox.charge");
    return database()
        .rows(
            tables.stream()
                .map(table -> "select '%1$s', t::text from %1$s t".formatted(table))
                .collect(Collectors.joining(" union all ", "", " order by 1, 2")));
  }

  /**
   * Leaves a payment as a crash may, of an order that nobody waits for any more.
   *
   * @param look when the worker would look, as SQL
   */
  void left(OrderId id, String stateAndWanted, String look) {
    change(
        """
        insert into payments.payment
          (order_id, amount, currency, method, token, state, wanted, next_at, created_at)
        values ('%1$s', 500, 'GBP', 'card', 'tok_ok', split_part('%2$s', ' ', 1),
                nullif(split_part('%2$s', ' ', 2), ''), %3$s, now() - interval '10 m')\
        """,
        id, stateAndWanted, look);
  }

  /** Leaves a charge of an order in the sandbox's record. */
  void charged(OrderId id, String state) {
    change(
        """
        insert into sandbox.charge (charge_key, order_id, amount, currency, token, state)
        values ('%1$s', '%1$s', 500, 'GBP', 'tok_ok', '%2$s')\
        """,
        id, state);
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
