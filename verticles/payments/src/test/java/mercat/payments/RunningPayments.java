package mercat.payments;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
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
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.bus.Bus;
import mercat.platform.config.Settings;
import mercat.platform.config.Sources;
import mercat.platform.database.Database;
import mercat.platform.database.DatabaseConfig;
import mercat.platform.database.Login;
import mercat.platform.database.Logins;
import mercat.platform.database.Preparation;
import mercat.platform.database.Tx;
import mercat.platform.discovery.Directory;
import mercat.platform.discovery.Node;
import mercat.platform.embedded.EmbeddedPostgres;
import mercat.platform.embedded.Options;
import mercat.platform.mailbox.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * Payments and its sandbox on a real server, beside an {@code orders} that is nothing but a log to
 * which tests append.
 */
final class RunningPayments implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(15);

  private static final Map<String, String> QUICK =
      Map.of(
          "payments.provider-timeout", "400ms",
          "payments.recheck", "200ms",
          "payments.back-off-max", "400ms",
          "payments.work-every", "50ms",
          "payments.sandbox-slow", "200ms",
          "payments.sandbox-settle", "600ms",
          "log.poll", "100ms");
  private static final AtomicInteger MADE = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Database> databases = new ConcurrentHashMap<>();
  private final List<BoundedContext> contexts = new CopyOnWriteArrayList<>();
  private final Login admin;
  private final Bus bus;
  private final Orders orders;

  /** An {@code orders} that is nothing but a log. */
  private static final class Orders extends VerticleBase {
    private final BoundedContext room;
    private final Mailbox<List<Event>, Done> appending;

    Orders(BoundedContext room) {
      this.room = room;
      this.appending = room.mailbox("Append", Orders::append);
    }

    record Done() implements Message {}

    @Override
    public Future<?> start() {
      return room.serveLog();
    }

    private static List<Done> append(Tx tx, List<List<Event>> batch) {
      batch.forEach(events -> events.forEach(event -> tx.append(events, orderOf(event), event)));
      return batch.stream().map(events -> new Done()).toList();
    }
  }

  /** Starts payments on a fresh database, on the sandbox provider. */
  static RunningPayments start() {
    return start(provider -> provider);
  }

  /** Starts payments on what the test makes of the sandbox provider. */
  static RunningPayments start(UnaryOperator<PaymentProvider> provider) {
    try {
      return new RunningPayments(freshDatabase(), provider);
    } catch (IOException | SQLException | TimeoutException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private RunningPayments(Login admin, UnaryOperator<PaymentProvider> provider)
      throws TimeoutException {
    this.admin = admin;
    var directory = new Directory(vertx, new Node("test", "0", 1, InstantSource.system()));
    this.bus = new Bus(vertx, directory, true);
    var settings = Settings.load(Sources.none().withFlags(QUICK));
    var log = new AtomicReference<@Nullable Orders>();
    deploy(
        "orders",
        settings,
        directory,
        context -> {
          var orders = new Orders(context);
          log.set(orders);
          return orders;
        });
    this.orders = requireNonNull(log.get());
    deploy(
        "payments",
        settings,
        directory,
        context -> {
          var config = context.config(PaymentsConfig.class);
          var sandbox = new SandboxProvider(context.beside("sandbox"), config);
          return PaymentsContext.create(context, config, provider.apply(sandbox));
        });
  }

  /** An order that nobody has heard of. */
  static OrderId newOrder() {
    var random = ThreadLocalRandom.current();
    long high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
    return new OrderId(new UUID(high, random.nextLong() >>> 2 | Long.MIN_VALUE));
  }

  static Money pounds(long amount) {
    return new Money(amount * 100, "GBP");
  }

  <R extends Message> Future<R> asking(Request<R> request) {
    return bus.ask(request, Call.bySystem("test", Duration.ofSeconds(3)));
  }

  <R extends Message> R ask(Request<R> request) {
    return get(asking(request));
  }

  AuthorizePayment.Reply authorize(OrderId id, Money amount, String token) {
    return ask(new AuthorizePayment(id, amount, "card", token));
  }

  /** Appends to the log of orders, in one transaction. */
  void announce(Event... events) {
    assertThat(
            get(
                orders.appending.submit(
                    List.of(events), Call.bySystem("test", Duration.ofSeconds(3)))))
        .isNotNull();
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
    try (var connection = connect();
        var statement = connection.createStatement();
        var found = statement.executeQuery(sql)) {
      var rows = new ArrayList<String>();
      while (found.next()) {
        var columns = new ArrayList<String>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(found.getString(i)));
        }
        rows.add(String.join(" ", columns));
      }
      return rows;
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /** Changes rows as the superuser: what a crash leaves, or an operator's error. */
  void change(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /** A connection of the superuser's own. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(admin.jdbcUrl(), admin.user(), admin.password());
  }

  /** A connection as the role of payments. */
  Connection connectAsPayments() throws SQLException {
    var connection =
        DriverManager.getConnection(admin.jdbcUrl(), Logins.roleOf("payments"), "payments");
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
    return rows("select type from payments.log_event where key = '" + id + "' order by position");
  }

  void awaitPayment(OrderId id, String description) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(payment(id)).isEqualTo(description));
  }

  void awaitRows(String sql, String... rows) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(rows(sql)).containsExactly(rows));
  }

  /** Waits until payments has applied everything that orders announced. */
  void awaitFollowed() {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() ->
            assertThat(
                    rows(
                        """
                        select (select max(position) from orders.log)
                               = (select position from payments.cursor where source = 'orders')\
                        """))
                .containsExactly("t"));
  }

  static <T> T get(Future<T> future) {
    try {
      return future.await(10, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  @Override
  public void close() {
    contexts.forEach(BoundedContext::stopFollowing);
    get(bus.unregister());
    get(vertx.close());
  }

  private String one(String sql, OrderId id) {
    return rows(sql.formatted(id)).stream().collect(Collectors.joining("; "));
  }

  private void deploy(
      String name,
      Settings settings,
      Directory directory,
      Function<BoundedContext, VerticleBase> verticle)
      throws TimeoutException {
    Deployable deployable =
        context -> {
          var room =
              new BoundedContext(
                  name,
                  vertx,
                  context,
                  bus,
                  this::database,
                  settings,
                  InstantSource.system(),
                  new SimpleMeterRegistry());
          contexts.add(room);
          return verticle.apply(room).deploy(context);
        };
    var options = new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    assertThat(vertx.deployVerticle(deployable, options).await(20, TimeUnit.SECONDS)).isNotNull();
    get(directory.announce(name));
  }

  private Database database(String schema) {
    return databases.computeIfAbsent(
        schema,
        name ->
            Database.open(
                vertx,
                new Login(admin.host(), admin.port(), admin.database(), Logins.roleOf(name), name),
                name,
                DatabaseConfig.defaults()));
  }

  private static Login freshDatabase() throws IOException, SQLException {
    var running = server();
    var login =
        new Login(
            running.host(),
            running.port(),
            "payments" + MADE.incrementAndGet(),
            running.superuser(),
            running.password());
    var preparation = new Preparation(login);
    preparation.createDatabase("postgres");
    preparation.prepare(
        List.of("orders", "payments", "sandbox"),
        Map.of(
            Logins.VERIFY,
            "verify",
            Logins.roleOf("orders"),
            "orders",
            Logins.roleOf("payments"),
            "payments",
            Logins.roleOf("sandbox"),
            "sandbox"));
    return login;
  }

  private static synchronized EmbeddedPostgres server() throws IOException {
    var running = server;
    if (running == null) {
      running =
          EmbeddedPostgres.start(Files.createTempDirectory("mercat-payments"), Options.defaults());
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
      server = running;
    }
    return running;
  }

  private static UUID orderOf(Event event) {
    return switch (event) {
      case OrderConfirmed confirmed -> confirmed.orderId().value();
      case OrderRejected rejected -> rejected.orderId().value();
      case OrderCancelled cancelled -> cancelled.orderId().value();
      default -> throw new IllegalArgumentException(String.valueOf(event));
    };
  }
}
