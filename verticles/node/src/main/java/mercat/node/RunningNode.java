package mercat.node;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import mercat.node.cluster.ClusterConfig;
import mercat.node.cluster.Membership;
import mercat.node.cluster.Watchdog;
import mercat.node.discovery.EdgeRegistration;
import mercat.platform.BoundedContext;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.platform.NodeRuntime;
import mercat.platform.NotListeningException;
import mercat.platform.bus.Bus;
import mercat.platform.config.Settings;
import mercat.platform.database.Database;
import mercat.platform.database.DatabaseConfig;
import mercat.platform.database.Logins;
import mercat.platform.discovery.Directory;
import mercat.platform.discovery.Node;
import mercat.platform.telemetry.NodeTelemetry;
import mercat.platform.telemetry.TelemetryConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process of Mercat, from its database to its last answer. */
final class RunningNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);
  private static final Duration STEP_MAX = Duration.ofSeconds(60);

  /** No directory for copies of files: a process that is killed would leave it behind. */
  private static final FileSystemOptions NOTHING_BESIDE =
      new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);

  private static final long LOOK_AGAIN_MS = 10;
  private static final long TRY_AGAIN_MS = 200;

  /** Exit code of a node that wants to be started again. */
  private static final int START_ANEW = 75;

  private final NodeConfig config;
  private final Hosting hosting;
  private final @Nullable EmbeddedDatabase embedded;
  private final @Nullable Membership membership;
  private final Vertx vertx;
  private final Directory directory;
  private final Bus bus;
  private final Optional<EdgeRegistration> registration;
  private final Settings settings;
  private final NodeTelemetry telemetry;
  private final DatabaseConfig databaseConfig;
  private final Logins logins;
  private final Map<String, Database> databases = new ConcurrentHashMap<>();
  private final Map<String, BoundedContext> contexts = new ConcurrentHashMap<>();
  private final List<String> edgeDeployments = new ArrayList<>();
  private final List<String> contextDeployments = new ArrayList<>();
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
  private final StopSignal stop;

  enum Phase {
    STARTING,
    READY,
    DRAINING
  }

  private RunningNode(
      NodeConfig config,
      Hosting hosting,
      @Nullable EmbeddedDatabase embedded,
      Logins logins,
      Settings settings,
      StopSignal stop) {
    this.config = config;
    this.hosting = hosting;
    this.embedded = embedded;
    this.logins = logins;
    this.settings = settings;
    this.stop = stop;
    this.databaseConfig = settings.section("database", DatabaseConfig.class);
    var id = config.id().isEmpty() ? "node-" + ProcessHandle.current().pid() : config.id();
    this.telemetry =
        NodeTelemetry.of(
            settings.section("telemetry", TelemetryConfig.class), id, Version.current());
    var self = new Node(id, Version.current(), System.currentTimeMillis(), InstantSource.system());
    var options =
        new VertxOptions()
            .setEventLoopPoolSize(config.eventLoops())
            .setFileSystemOptions(NOTHING_BESIDE);
    var cluster = settings.section("cluster", ClusterConfig.class);
    var builder = Vertx.builder().with(options).withTransport(BoundedTransport.of(config));
    this.membership = cluster.enabled() ? join(cluster, self, options, builder) : null;
    this.vertx = membership == null ? builder.build() : membership.vertx();
    this.directory =
        membership == null
            ? Directory.alone(vertx, self)
            : new Directory(vertx, self, membership::present);
    this.bus = new Bus(vertx, directory, false, telemetry.telemetry());
    this.registration =
        EdgeRegistration.of(
            vertx,
            settings,
            Version.current(),
            hosting.names(),
            this::isReady,
            telemetry.telemetry().metrics());
  }

  private static Membership join(
      ClusterConfig cluster, Node self, VertxOptions options, VertxBuilder builder) {
    try {
      return Membership.join(cluster, self.member(), options, builder);
    } catch (IllegalArgumentException wrong) {
      throw CannotStart.badConfiguration(wrong);
    } catch (NotListeningException taken) {
      throw CannotStart.unavailable(taken);
    } catch (TimeoutException | RuntimeException refused) {
      throw CannotStart.unavailable(
          "cannot join the cluster " + cluster.name() + ": " + refused, refused);
    }
  }

  /**
   * Starts a node: its database, its contexts, its edges, and says so. What can be refused is
   * refused before anything is changed, and what was started ends when the start fails.
   *
   * @throws CannotStart when something outside Mercat prevents it
   */
  static RunningNode start(
      Path data, @Nullable String databaseUrl, Settings wanted, boolean quiet, StopSignal stop)
      throws Exception {
    long began = System.nanoTime();
    var hosting = Hosting.of(wanted.section("node", NodeConfig.class).contexts());
    var settings = hosting.checked(wanted);
    var config = settings.section("node", NodeConfig.class);
    var given = databaseUrl == null ? null : DatabaseServer.loginOf(databaseUrl);
    var embedded = given == null ? EmbeddedDatabase.start(data) : null;
    RunningNode node = null;
    try {
      var logins =
          embedded == null
              ? DatabaseServer.prepare(requireNonNull(given), hosting.schemas())
              : DatabaseServer.createEmbedded(embedded.admin(), hosting.schemas(), data);
      if (embedded == null) {
        DatabaseServer.forgetEmbedded(data);
      }
      node = new RunningNode(config, hosting, embedded, logins, settings, stop);
      node.deploy();
      var listeners = Listeners.of(node.directory.self(), settings, hosting);
      listeners.writeInto(data);
      if (!quiet) {
        new Banner(hosting, logins, listeners).print(Duration.ofNanos(System.nanoTime() - began));
      }
      return node;
    } catch (Exception failed) {
      if (node != null) {
        node.close();
      } else if (embedded != null) {
        embedded.close();
      }
      throw failed;
    }
  }

  int awaitStop() {
    return stop.await();
  }

  /**
   * Stops in order: not ready and not registered, no new HTTP, nothing begun by itself, nothing in
   * flight, no consumers and no records, connections, database. What was taken is answered.
   */
  @Override
  public synchronized void close() {
    if (phase.getAndSet(Phase.DRAINING) == Phase.DRAINING) {
      return;
    }
    LOG.info("draining");
    var withdrawn = registration.map(EdgeRegistration::withdraw);
    step(
        "turning away",
        Future.join(directory.own().retire(), withdrawn.orElseGet(Future::succeededFuture)));
    step("notice", vertx.timer(Math.max(1, config.notice().toMillis()), TimeUnit.MILLISECONDS));
    step("edge", undeploy(edgeDeployments));
    contexts.values().forEach(BoundedContext::quieten);
    step("work", idle());
    step("records", directory.own().withdraw());
    step("consumers", bus.unregister());
    step("last work", idle());
    step("contexts", undeploy(contextDeployments));
    step("databases", Future.join(databases.values().stream().map(Database::close).toList()));
    directory.close();
    step("vertx", vertx.close());
    telemetry.close();
    if (embedded != null) {
      embedded.close();
    }
    LOG.info("stopped");
  }

  private Future<?> idle() {
    return bus.isIdle() && contexts.values().stream().allMatch(BoundedContext::isIdle)
        ? Future.succeededFuture()
        : vertx.timer(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS).compose(look -> idle());
  }

  Phase phase() {
    return phase.get();
  }

  /** Whether it may be sent requests: it is not stopping, and all that it hosts can serve. */
  boolean isReady() {
    return phase.get() == Phase.READY && directory.own().served().containsAll(hosting.names());
  }

  Hosting hosting() {
    return hosting;
  }

  Directory directory() {
    return directory;
  }

  Bus bus() {
    return bus;
  }

  NodeTelemetry telemetry() {
    return telemetry;
  }

  Optional<Membership> membership() {
    return Optional.ofNullable(membership);
  }

  /** The breakers of this node: before contexts of other nodes, and before those outside. */
  Map<String, String> breakers() {
    var breakers = new TreeMap<>(bus.breakers());
    contexts.values().forEach(context -> breakers.putAll(context.breakers()));
    return breakers;
  }

  /** Why followers stand still, by context and source, and what else needs somebody. */
  Map<String, Map<String, String>> alarms() {
    var alarms = new TreeMap<String, Map<String, String>>();
    contexts.forEach((name, context) -> alarms.put(name, context.alarms()));
    membership()
        .flatMap(Membership::certificateAlarm)
        .ifPresent(alarm -> alarms.put("cluster", Map.of("certificate", alarm)));
    registration
        .flatMap(EdgeRegistration::alarm)
        .ifPresent(alarm -> alarms.put("discovery", Map.of("registry", alarm)));
    alarms.values().removeIf(Map::isEmpty);
    return alarms;
  }

  private void deploy() throws Exception {
    done("operations", vertx.deployVerticle(new OperationsVerticle(this, config, vertx)));
    done("directory", directory.start());
    for (var schema : hosting.schemas()) {
      done(schema + "'s database", reached(database(schema)));
    }
    var runtime =
        new NodeRuntime(vertx, bus, settings, InstantSource.system(), telemetry.telemetry());
    for (var definition : hosting.contexts()) {
      var name = definition.name();
      var context = new BoundedContext(name, runtime, this::database);
      contexts.put(name, context);
      contextDeployments.add(await(name, context.deploy(definition)));
      done(name, directory.own().announce(name));
      bus.ring(name);
    }
    for (var factory : hosting.edges()) {
      for (int i = 0; i < config.edgeInstances(); i++) {
        edgeDeployments.add(await(factory.name(), vertx.deployVerticle(factory.create(runtime))));
      }
      done(factory.name(), directory.own().announce(factory.name()));
    }
    new Pulse(vertx, directory, hosting, this::database).start();
    if (membership != null) {
      membership.watchCertificates(telemetry.telemetry().metrics());
      membership.onChange(directory::look);
      new Watchdog(membership, directory, bus::addresses, () -> stop.give(START_ANEW)).start();
    }
    phase.compareAndSet(Phase.STARTING, Phase.READY);
    registration.ifPresent(EdgeRegistration::start);
    telemetry.observeProcess(Version.current());
  }

  private Database database(String schema) {
    return databases.computeIfAbsent(
        schema,
        name -> Database.open(vertx, logins.of(name), name, databaseConfig, telemetry.telemetry()));
  }

  /** Completes when the database answers: a start is patient with a server that is slow, or new. */
  private Future<?> reached(Database database) {
    return database
        .isReachable()
        .compose(isReached ->
            isReached || stop.isGiven()
                ? Future.succeededFuture()
                : vertx
                    .timer(TRY_AGAIN_MS, TimeUnit.MILLISECONDS)
                    .compose(again -> reached(database)));
  }

  private Future<?> undeploy(List<String> deployments) {
    return Future.join(deployments.stream().map(vertx::undeploy).toList());
  }

  private void step(String what, Future<?> step) {
    try {
      step.await(config.notice().plus(config.drain()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RuntimeException left) {
      LOG.atWarn()
          .addKeyValue("step", what)
          .addKeyValue("error", left.toString())
          .log("did not stop in order");
    }
  }

  private void done(String what, Future<?> started) throws Exception {
    var unused = await(what, started);
  }

  private <T> T await(String what, Future<T> started) throws Exception {
    try {
      var result = started.await(STEP_MAX.toMillis(), TimeUnit.MILLISECONDS);
      if (stop.isGiven()) {
        throw CannotStart.unavailable("told to stop while it started", new CancellationException());
      }
      return result;
    } catch (TimeoutException late) {
      throw CannotStart.unavailable(
          what + " did not start within " + STEP_MAX.toSeconds() + " s", late);
    } catch (Exception refused) {
      throw switch (refused) {
        case NotListeningException taken -> CannotStart.unavailable(taken);
        case Failure failure when failure.kind() == FailureKind.UNAVAILABLE ->
            CannotStart.unavailable(what + ": " + failure.getMessage(), failure);
        default -> refused;
      };
    }
  }
}
