package mercat.node.cluster;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import mercat.platform.Coalescing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the bus's certificates again, so that they are renewed without a restart: new connections
 * use what the files say now, open ones stay. Tells how long they are valid still, and warns before
 * they expire.
 */
final class BusCertificateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(BusCertificateWatch.class);
  private static final long LOOK_MS = 10_000;
  private static final Duration WARN_EVERY = Duration.ofHours(6);

  private final Vertx vertx;
  private final Path directory;
  private final Duration warning;
  private final NetServer server;
  private final NetClient client;
  private final AtomicReference<BusCertificates> inUse;
  private final AtomicReference<Instant> warned = new AtomicReference<>(Instant.EPOCH);
  private final AtomicReference<String> refused = new AtomicReference<>("");
  private final Coalescing looking =
      new Coalescing("reading the bus's certificates", this::readAgain);

  BusCertificateWatch(Vertx vertx, ClusterConfig config, BusCertificates inUse) {
    this.vertx = vertx;
    this.directory = Path.of(config.certificates());
    this.warning = config.certificateWarning();
    this.server = partOfBus(vertx, "server", NetServer.class);
    this.client = partOfBus(vertx, "client", NetClient.class);
    this.inUse = new AtomicReference<>(inUse);
  }

  void start(MeterRegistry metrics) {
    var unused =
        Gauge.builder("mercat.certificate.expiry", () -> left().toSeconds())
            .baseUnit("seconds")
            .register(metrics);
    warn();
    vertx.setPeriodic(LOOK_MS, tick -> looking.signal());
  }

  Instant validUntil() {
    return inUse.get().validUntil();
  }

  /** What somebody should do soon. */
  Optional<String> alarm() {
    if (!refused.get().isEmpty()) {
      return Optional.of(refused.get());
    }
    return left().compareTo(warning) > 0
        ? Optional.empty()
        : Optional.of(
            "expires on %s, in %d days: renew it, ./mercat certs"
                .formatted(validUntil(), left().toDays()));
  }

  private Duration left() {
    return Duration.between(Instant.now(), validUntil());
  }

  private Future<?> readAgain() {
    Callable<BusCertificates> reading = () -> BusCertificates.read(directory);
    return vertx
        .executeBlocking(reading)
        .compose(read -> use(requireNonNull(read)))
        .onSuccess(used -> refused.set(""))
        .onFailure(unusable -> {
          var why = String.valueOf(unusable.getMessage());
          if (!why.equals(refused.getAndSet(why))) {
            LOG.atWarn().addKeyValue("error", why).log("goes on with the certificates it has");
          }
        })
        .onComplete(looked -> warn());
  }

  private Future<?> use(BusCertificates read) {
    if (read.equals(inUse.get())) {
      return Future.succeededFuture();
    }
    return server
        .updateSSLOptions(read.server().getSslOptions())
        .compose(serves -> client.updateSSLOptions(read.client().getSslOptions()))
        .onSuccess(used -> {
          inUse.set(read);
          LOG.atInfo()
              .addKeyValue("validUntil", read.validUntil().toString())
              .log("certificates read again: new connections of the bus use them");
        });
  }

  private void warn() {
    var now = Instant.now();
    if (left().compareTo(warning) <= 0
        && Duration.between(warned.get(), now).compareTo(WARN_EVERY) > 0) {
      warned.set(now);
      LOG.atWarn()
          .addKeyValue("validUntil", validUntil().toString())
          .addKeyValue("daysLeft", left().toDays())
          .log("a certificate of the event bus expires soon: renew it, ./mercat certs");
    }
  }

  /** The bus makes its connections by these, and has no method that gives them. */
  private static <P> P partOfBus(Vertx vertx, String name, Class<P> type) {
    var bus = vertx.eventBus();
    try {
      var field = bus.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return type.cast(field.get(bus));
    } catch (ReflectiveOperationException another) {
      throw new IllegalStateException("this Vert.x has another event bus", another);
    }
  }
}
