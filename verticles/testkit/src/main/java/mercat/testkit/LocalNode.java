package mercat.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.FormatMethod;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.accounts.Role;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.StaffActed;
import mercat.platform.Actor;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.ContextDefinition;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.platform.NodeRuntime;
import mercat.platform.bus.Bus;
import mercat.platform.bus.Calls;
import mercat.platform.config.Settings;
import mercat.platform.config.Sources;
import mercat.platform.database.Database;
import mercat.platform.database.DatabaseConfig;
import mercat.platform.discovery.Directory;
import mercat.platform.discovery.Node;
import mercat.platform.telemetry.Telemetry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * A node within a test: contexts as they are, stand-ins for their neighbours, a bus that writes and
 * reads every message. Two nodes on one database are two processes of one system.
 */
public class LocalNode implements AutoCloseable {
  /** How long a test waits for what happens by itself. */
  public static final Duration SOON = Duration.ofSeconds(30);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Database> schemas = new ConcurrentHashMap<>();
  private final List<BoundedContext> contexts = new CopyOnWriteArrayList<>();
  private final TestDatabase database;
  private final Directory directory;
  private final Bus bus;
  private final NodeRuntime runtime;

  /** A node with these settings, which hosts nothing yet. */
  public LocalNode(TestDatabase database, Map<String, String> settings) {
    this(database, InstantSource.system(), settings);
  }

  /** A node whose contexts read this clock. */
  public LocalNode(TestDatabase database, InstantSource clock, Map<String, String> settings) {
    this(database, clock, settings, UnaryOperator.identity());
  }

  /**
   * A node whose calls go another way than straight to the handler.
   *
   * @param between given the straight way, makes the way they go
   */
  public LocalNode(
      TestDatabase database,
      InstantSource clock,
      Map<String, String> settings,
      UnaryOperator<Calls> between) {
    var flags = new HashMap<>(settings);
    flags.putIfAbsent("log.poll", "100ms");
    this.database = database;
    this.directory = Directory.alone(vertx, new Node("here", "test", 1, InstantSource.system()));
    this.bus = new Bus(vertx, directory, true, Telemetry.silent(), between);
    this.runtime =
        new NodeRuntime(
            vertx, bus, Settings.load(Sources.none().withFlags(flags)), clock, Telemetry.silent());
  }

  /** A node on a fresh database. */
  public static LocalNode start(Map<String, String> settings) {
    return new LocalNode(TestDatabase.fresh(), settings);
  }

  public TestDatabase database() {
    return database;
  }

  /** The rows of a query, columns joined by a blank. As the superuser. */
  @FormatMethod
  public final List<String> rows(String sql, Object... values) {
    return database.rows(sql.formatted(values));
  }

  /** Changes rows as the superuser: what a crash leaves, or an operator does. */
  @FormatMethod
  public final void change(String sql, Object... values) {
    database.change(sql.formatted(values));
  }

  /** Locks the rows of a {@code select … for update} until they are released. */
  @FormatMethod
  public final TestDatabase.Held hold(String select, Object... values) {
    return database.hold(select.formatted(values));
  }

  /** The usual settings of a test's node, and what it wants otherwise. */
  public static Map<String, String> settings(
      Map<String, String> usual, Map<String, String> otherwise) {
    var all = new HashMap<>(usual);
    all.putAll(otherwise);
    return all;
  }

  /** Hosts a context as a node would. */
  @CanIgnoreReturnValue
  public BoundedContext host(ContextDefinition definition) {
    var name = definition.name();
    database.prepare(definition.furtherSchemas());
    database.prepare(Set.of(name));
    var context = new BoundedContext(name, runtime, this::schema);
    contexts.add(context);
    get(context.deploy(definition));
    get(directory.own().announce(name));
    bus.ring(name);
    return context;
  }

  /** Hosts a context that the test wires. */
  @CanIgnoreReturnValue
  public BoundedContext host(String name, Consumer<BoundedContext> start) {
    return host(
        new ContextDefinition() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public void start(BoundedContext context) {
            start.accept(context);
          }
        });
  }

  /** Hosts somebody who stands in for a context. */
  public StandIn standIn(String name) {
    var made = new AtomicReference<@Nullable StandIn>();
    host(name, context -> made.set(new StandIn(context)));
    return requireNonNull(made.get());
  }

  public <R extends Message> Future<R> asking(Request<R> request) {
    return bus.ask(request, testing());
  }

  public <R extends Message> R ask(Request<R> request) {
    return get(asking(request));
  }

  public <R extends Message> Future<R> askingAs(Actor actor, Request<R> request) {
    var call = testing();
    return bus.ask(request, new Call(call.deadline(), actor, call.trace(), call.caller()));
  }

  public <R extends Message> R askAs(Actor actor, Request<R> request) {
    return get(askingAs(actor, request));
  }

  /** Asks all at once; the replies in the order of the requests. */
  public <R extends Message> List<R> askAll(List<? extends Request<R>> requests) {
    var asked = requests.stream().map(this::asking).toList();
    return asked.stream().map(LocalNode::get).toList();
  }

  /**
   * Asks for all of them in one batch: they wait together behind another, which is under way and
   * waits for rows that are held.
   */
  public <R extends Message> List<R> askBehind(
      TestDatabase.Held held, Future<?> first, List<? extends Request<R>> requests) {
    database.awaitWaiting(1);
    var asked = requests.stream().map(this::asking).toList();
    held.release();
    get(first);
    return asked.stream().map(LocalNode::get).toList();
  }

  /** A call fails with this kind of failure. */
  public static void assertFails(FailureKind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  /** A request is refused to guests, and to whoever holds every scope but this one. */
  public void assertOnlyFor(String scope, Request<?> request) {
    assertRefused(Actor.GUEST, request);
    assertRefused(new Actor("somebody", everyScopeBut(scope)), request);
  }

  /**
   * A request is refused to guests, to staff that has no account, and to whoever has one and holds
   * every scope but that of its owner: what they have lent a client, say.
   */
  public void assertOnlyForCustomers(Request<?> request) {
    assertRefused(Actor.GUEST, request);
    assertRefused(new Actor("token:boss", Set.of("admin", "customer")), request);
    var account = UUID.randomUUID().toString();
    assertRefused(new Actor(account, Set.of("admin")), request);
    assertRefused(new Actor(account, everyScopeBut("customer")), request);
  }

  /** A request is refused to somebody, who has no right to ask it. */
  public void assertRefused(Actor actor, Request<?> request) {
    assertFails(FailureKind.FORBIDDEN, () -> askAs(actor, request));
  }

  private static Set<String> everyScopeBut(String scope) {
    return Stream.concat(
            Role.IDENTITY.stream(),
            Arrays.stream(Role.values())
                .filter(role -> role != Role.ADMIN)
                .flatMap(role -> role.scopes().stream()))
        .filter(other -> !other.equals(scope))
        .collect(Collectors.toSet());
  }

  /** What a context has announced of a key, in order. */
  public List<Event> announced(String context, UUID key) {
    return announced(context)
        .filter(entry -> entry.key().equals(key))
        .map(LogEntry::event)
        .toList();
  }

  /** Everything a context has announced, in order, but for what the staff did. */
  public Stream<LogEntry> announced(String context) {
    return log(context).filter(entry -> !(entry.event() instanceof StaffActed));
  }

  /** What the staff did in a context, in order. */
  public List<StaffActed> staffActions(String context) {
    return log(context)
        .map(LogEntry::event)
        .filter(StaffActed.class::isInstance)
        .map(StaffActed.class::cast)
        .toList();
  }

  /** The same of one thing, as {@code kind:id}. */
  public List<StaffActed> staffActions(String context, String entity) {
    return staffActions(context).stream().filter(it -> it.entity().equals(entity)).toList();
  }

  private Stream<LogEntry> log(String context) {
    var entries = Stream.<LogEntry>empty();
    long after = 0;
    while (true) {
      var page = ask(new ReadLog(context, "test", after, ReadLog.LIMIT_MAX, Set.of()));
      if (page.through() == after) {
        return entries;
      }
      entries = Stream.concat(entries, page.entries().stream());
      after = page.through();
    }
  }

  /** Waits until one context has applied everything that another announced. */
  public void awaitFollowed(String follower, String source) {
    long end = ask(new ReadLog(source, "test", ReadLog.END, 1, Set.of())).through();
    var position = "select position from %s.cursor where source = '%s'".formatted(follower, source);
    eventually(() -> assertThat(database.rows(position)).containsExactly(String.valueOf(end)));
  }

  /** Whatever a context followed so far, it could apply. */
  public void assertNothingParked(String follower) {
    assertThat(database.rows("select source, position, error from %s.parked".formatted(follower)))
        .isEmpty();
  }

  public static void eventually(Runnable assertion) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(10)).untilAsserted(assertion::run);
  }

  /** A call as the edge makes it, which may ask every context. */
  public static Call testing() {
    return Call.bySystem("edge", PATIENCE);
  }

  @CanIgnoreReturnValue
  public static <T> T get(Future<T> future) {
    try {
      return future.await(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError(late);
    }
  }

  /** Dies in the middle of whatever it does: connections break, timers stop, nothing is drained. */
  public Future<Void> crash() {
    return vertx.close();
  }

  @Override
  public void close() {
    contexts.forEach(BoundedContext::quieten);
    get(bus.unregister());
    get(vertx.close());
  }

  private Database schema(String name) {
    return schemas.computeIfAbsent(
        name,
        schema ->
            Database.open(
                vertx,
                database.login(schema),
                schema,
                runtime.settings().section("database", DatabaseConfig.class),
                Telemetry.silent()));
  }
}
