package mercat.node.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.YamlConfigBuilder;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mercat.platform.NotListeningException;
import mercat.platform.discovery.Member;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node in its cluster: Hazelcast knows who is there, the event bus carries what is said. */
public final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final String NODE = "mercat.node";
  private static final String EPOCH = "mercat.epoch";

  /** Where the cluster manager keeps who listens to which address. */
  private static final String SUBSCRIPTIONS = "__vertx.subs";

  private static final long JOIN_SECONDS_MAX = 60;
  private static final int CONNECT_MS_MAX = 2_000;
  private static final int PING_MS = 2_000;

  private final HazelcastInstance hazelcast;
  private final Vertx vertx;
  private final @Nullable BusCertificateWatch certificates;

  private Membership(
      HazelcastInstance hazelcast, Vertx vertx, @Nullable BusCertificateWatch certificates) {
    this.hazelcast = hazelcast;
    this.vertx = vertx;
    this.certificates = certificates;
  }

  /**
   * Refuses what cannot work, before anything is changed.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static void check(ClusterConfig config) {
    if (config.enabled()) {
      var unused = certificates(config);
    }
  }

  private static Optional<BusCertificates> certificates(ClusterConfig config) {
    return config.certificates().isEmpty()
        ? Optional.empty()
        : Optional.of(BusCertificates.read(Path.of(config.certificates())));
  }

  /**
   * Joins the cluster, or founds it when nobody is there.
   *
   * @throws IllegalArgumentException when the configuration cannot be used
   * @throws TimeoutException when it takes longer than {@value #JOIN_SECONDS_MAX} s
   * @throws NotListeningException when the port of the bus is taken
   */
  public static Membership join(
      ClusterConfig config, Member self, VertxOptions options, VertxBuilder builder)
      throws TimeoutException, NotListeningException {
    var hazelcast = configuration(config);
    hazelcast.getMemberAttributeConfig().setAttribute(NODE, self.id());
    hazelcast.getMemberAttributeConfig().setAttribute(EPOCH, String.valueOf(self.epoch()));
    var certificates = certificates(config);
    var bus = bus(config);
    certificates.ifPresentOrElse(
        files -> files.applyTo(bus.setClientAuth(ClientAuth.REQUIRED)),
        () -> LOG.warn("the bus speaks without TLS: cluster.certificates is empty"));
    var manager = new HazelcastClusterManager(hazelcast);
    var vertx =
        builder
            .with(options.setEventBusOptions(bus))
            .withClusterManager(manager)
            .buildClustered()
            .recover(thrown -> Future.failedFuture(named(thrown, config)))
            .await(JOIN_SECONDS_MAX, TimeUnit.SECONDS);
    return new Membership(
        manager.getHazelcastInstance(),
        vertx,
        certificates.map(files -> new BusCertificateWatch(vertx, config, files)).orElse(null));
  }

  private static Throwable named(Throwable thrown, ClusterConfig config) {
    return thrown instanceof IOException
        ? new NotListeningException("cluster.bus-port", config.host(), config.busPort(), thrown)
        : thrown;
  }

  private static Config configuration(ClusterConfig config) {
    var properties = new Properties();
    properties.setProperty("cluster.name", config.name());
    properties.setProperty("cluster.host", config.host());
    properties.setProperty("cluster.port", String.valueOf(config.port()));
    properties.setProperty(
        "cluster.members",
        config.members().isEmpty()
            ? config.host() + ":" + config.port()
            : String.join(",", config.members()));
    try (var yaml = open(config.membership())) {
      return new YamlConfigBuilder(yaml).setProperties(properties).build();
    } catch (IOException | RuntimeException unusable) {
      throw new IllegalArgumentException(
          "cluster.membership: " + config.membership() + ": " + unusable.getMessage(), unusable);
    }
  }

  private static InputStream open(String name) throws IOException {
    var bundled = Membership.class.getResourceAsStream("/" + name);
    return bundled != null ? bundled : Files.newInputStream(Path.of(name));
  }

  private static EventBusOptions bus(ClusterConfig config) {
    return new EventBusOptions()
        .setHost(config.host())
        .setPort(config.busPort())
        .setClusterPublicHost(config.host())
        .setClusterPublicPort(config.busPort())
        .setConnectTimeout(CONNECT_MS_MAX)
        .setClusterPingInterval(PING_MS)
        .setClusterPingReplyInterval(PING_MS);
  }

  /** Begins to look after the certificates of the bus. */
  public void watchCertificates(MeterRegistry metrics) {
    if (certificates != null) {
      certificates.start(metrics);
    }
  }

  /** When the first certificate expires; empty where the bus speaks without TLS. */
  public Optional<Instant> certificateValidUntil() {
    return Optional.ofNullable(certificates).map(BusCertificateWatch::validUntil);
  }

  /** What somebody should do about the certificates, soon. */
  public Optional<String> certificateAlarm() {
    return Optional.ofNullable(certificates).flatMap(BusCertificateWatch::alarm);
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Who is in the cluster at this moment, this node included. */
  public Set<Member> present() {
    var present = new HashSet<Member>();
    for (var member : hazelcast.getCluster().getMembers()) {
      var id = member.getAttribute(NODE);
      var epoch = member.getAttribute(EPOCH);
      if (id != null && epoch != null) {
        present.add(new Member(id, Long.parseLong(epoch)));
      }
    }
    return present;
  }

  /**
   * The addresses of the bus to which somebody listens, as all nodes find them: in one question,
   * for each address asked by itself would be a journey of its own.
   */
  public Set<String> subscribed() {
    return hazelcast.<String, Object>getMultiMap(SUBSCRIPTIONS).keySet();
  }

  /** Calls back when this node was on the losing side of a split that has healed. */
  void onMerged(Runnable merged) {
    var unused =
        hazelcast
            .getLifecycleService()
            .addLifecycleListener(event -> {
              if (event.getState() == LifecycleState.MERGED) {
                merged.run();
              }
            });
  }

  /** Calls back when a node has come or gone. */
  public void onChange(Runnable changed) {
    var unused =
        hazelcast
            .getCluster()
            .addMembershipListener(
                new MembershipListener() {
                  @Override
                  public void memberAdded(MembershipEvent event) {
                    LOG.atInfo()
                        .addKeyValue("node", event.getMember().getAttribute(NODE))
                        .log("node joined");
                    changed.run();
                  }

                  @Override
                  public void memberRemoved(MembershipEvent event) {
                    LOG.atWarn()
                        .addKeyValue("node", event.getMember().getAttribute(NODE))
                        .log("node left");
                    changed.run();
                  }
                });
  }
}
