package mercat.node.discovery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import mercat.platform.Coalescing;
import mercat.platform.config.Settings;
import mercat.platform.config.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's edge listed in a registry while the node is ready, and only then. What the
 * registry does, or does not do, changes nothing about the node.
 */
public final class EdgeRegistration {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeRegistration.class);
  private static final String EDGE = "edge";
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Registry registry;
  private final EdgeListing listing;
  private final Duration ttl;
  private final Duration lookEvery;
  private final BooleanSupplier isReady;
  private final Counter renewed;
  private final Counter failed;
  private final Coalescing looking = new Coalescing("looking after the registry", this::look);
  private final Promise<Void> over = Promise.promise();

  /** Why it is not listed though it should be; empty when all is well. */
  private final AtomicReference<String> trouble = new AtomicReference<>("");

  /** Whether the registry was asked to list it, and not to take it off, whatever it answered. */
  private volatile boolean mayBeListed;

  private volatile boolean isKept;

  /** When it was asked last to list it, of those times that it did. */
  private volatile long keptNanos;

  private volatile boolean isOver;

  EdgeRegistration(
      Vertx vertx,
      Registry registry,
      EdgeListing listing,
      Duration ttl,
      Duration lookEvery,
      BooleanSupplier isReady,
      MeterRegistry metrics) {
    this.vertx = vertx;
    this.registry = registry;
    this.listing = listing;
    this.ttl = ttl;
    this.lookEvery = lookEvery;
    this.isReady = isReady;
    this.renewed = metrics.counter("mercat.discovery.renewals", "outcome", "renewed");
    this.failed = metrics.counter("mercat.discovery.renewals", "outcome", "failed");
    var unused =
        Gauge.builder("mercat.discovery.listed", () -> isListed() ? 1 : 0).register(metrics);
  }

  /**
   * Refuses settings with which a node that hosts this could not register.
   *
   * @throws SettingsException saying which, and why
   */
  public static void check(Settings settings, List<String> hosted) {
    var config = settings.section("discovery", DiscoveryConfig.class);
    if (config.isWanted() && hosted.contains(EDGE)) {
      var unused = EdgeListing.of(settings, "", hosted);
      var unusedCertificates = EtcdTls.read(config);
    }
  }

  /**
   * The registration of a node, where it hosts an edge and the settings name a registry.
   *
   * @param hosted the names of all that the node hosts
   * @param isReady whether the node may be sent requests now
   */
  public static Optional<EdgeRegistration> of(
      Vertx vertx,
      Settings settings,
      String version,
      List<String> hosted,
      BooleanSupplier isReady,
      MeterRegistry metrics) {
    var config = settings.section("discovery", DiscoveryConfig.class);
    if (!config.isWanted() || !hosted.contains(EDGE)) {
      return Optional.empty();
    }
    if (config.isPasswordInTheClear()) {
      LOG.warn("discovery.password travels in the clear: discovery.endpoints are not https");
    }
    var etcd = new EtcdRegistry(new EtcdGateway(vertx, config), config.prefix(), config.ttl());
    var listing = EdgeListing.of(settings, version, hosted);
    return Optional.of(
        new EdgeRegistration(vertx, etcd, listing, config.ttl(), LOOK_EVERY, isReady, metrics));
  }

  /** Begins to look whether the node is ready. */
  public void start() {
    looking.signal();
    vertx.setPeriodic(
        lookEvery.toMillis(),
        tick -> {
          if (isOver) {
            vertx.cancelTimer(tick);
          } else {
            looking.signal();
          }
        });
  }

  /**
   * Takes the edge off for good. Completes in bounded time, also where the registry does not do it
   * and forgets the edge only when {@code discovery.ttl} is over.
   */
  public Future<Void> withdraw() {
    isOver = true;
    looking.signal();
    return over.future();
  }

  /** Why clients do not find this edge, as far as it is known. */
  public Optional<String> alarm() {
    return Optional.of(trouble.get()).filter(why -> !why.isEmpty());
  }

  private Future<?> look() {
    if (isOver) {
      return takenOff().onComplete(ended -> over.tryComplete());
    }
    if (!isReady.getAsBoolean()) {
      return takenOff();
    }
    return isKept && sinceKept().multipliedBy(3).compareTo(ttl) < 0
        ? Future.succeededFuture()
        : kept();
  }

  private Future<Void> kept() {
    long askedNanos = System.nanoTime();
    mayBeListed = true;
    return registry
        .keep(listing)
        .onSuccess(listed -> {
          keptNanos = askedNanos;
          isKept = true;
          renewed.increment();
          tellIfWell();
        })
        .otherwise(thrown -> {
          failed.increment();
          tell(thrown);
          return null;
        });
  }

  private Future<Void> takenOff() {
    isKept = false;
    if (!mayBeListed) {
      return Future.succeededFuture();
    }
    return registry
        .withdraw()
        .onSuccess(withdrawn -> {
          mayBeListed = false;
          trouble.set("");
          LOG.atInfo().addKeyValue("node", listing.node()).log("the edge is registered no more");
        })
        .onFailure(this::tell)
        .otherwiseEmpty();
  }

  private void tellIfWell() {
    if (!trouble.getAndSet("").isEmpty()) {
      LOG.info("the edge is registered again");
    }
  }

  /** In the log once, however long it lasts. */
  private void tell(Throwable thrown) {
    var why = String.valueOf(thrown.getMessage());
    if (trouble.getAndSet("cannot be used: " + why).isEmpty()) {
      LOG.atWarn()
          .addKeyValue("node", listing.node())
          .addKeyValue("error", why)
          .log("the registry cannot be used; the edge serves on, and is registered once it can");
    }
  }

  private boolean isListed() {
    return isKept && sinceKept().compareTo(ttl) < 0;
  }

  private Duration sinceKept() {
    return Duration.ofNanos(System.nanoTime() - keptNanos);
  }
}
