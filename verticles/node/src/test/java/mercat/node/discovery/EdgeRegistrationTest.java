package mercat.node.discovery;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** When an edge is registered, whatever the registry does. */
class EdgeRegistrationTest {
  private static final Duration TTL = Duration.ofMillis(600);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final Vertx vertx = Vertx.vertx();
  private volatile boolean isReady;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final RegistryInMemory registry = new RegistryInMemory();
  private final EdgeRegistration registration =
      new EdgeRegistration(
          vertx,
          registry,
          new EdgeListing("n1", "http://127.0.0.1:8080", "1", List.of("edge")),
          TTL,
          LOOK_EVERY,
          () -> isReady,
          metrics);

  /** Does what it is asked, or fails, and remembers. */
  private static final class RegistryInMemory implements Registry {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicReference<Future<Void>> answer =
        new AtomicReference<>(Future.succeededFuture());

    @Override
    public Future<Void> keep(EdgeListing listing) {
      asked.add("keep");
      return answer.get();
    }

    @Override
    public Future<Void> withdraw() {
      asked.add("withdraw");
      return answer.get();
    }
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private double listed() {
    return metrics.get("mercat.discovery.listed").gauge().value();
  }

  private double renewals(String outcome) {
    return metrics.get("mercat.discovery.renewals").tag("outcome", outcome).counter().count();
  }

  @Test
  void isListedWhileTheNodeIsReadyAndAtNoOtherTime() throws Exception {
    registration.start();
    assertThat(registry.asked).isEmpty();
    isReady = true;
    eventually(() -> assertThat(registry.asked).startsWith("keep", "keep", "keep"));
    eventually(() -> assertThat(listed()).isOne());
    isReady = false;
    eventually(() -> assertThat(registry.asked).endsWith("withdraw"));
    eventually(() -> assertThat(listed()).isZero());
    registry.asked.clear();
    isReady = true;
    eventually(() -> assertThat(registry.asked).startsWith("keep"));
    registration.withdraw().await(30, TimeUnit.SECONDS);
    assertThat(registry.asked).endsWith("withdraw");
    assertThat(listed()).isZero();
    assertThat(renewals("failed")).isZero();
  }

  @Test
  void saysOnceThatTheRegistryIsAwayAndGoesOnTrying() {
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var log = (Logger) LoggerFactory.getLogger(EdgeRegistration.class);
    log.addAppender(lines);
    try {
      registry.answer.set(Future.failedFuture("nobody answers"));
      isReady = true;
      registration.start();
      eventually(() -> assertThat(renewals("failed")).isGreaterThanOrEqualTo(3));
      assertThat(listed()).isZero();
      assertThat(registration.alarm()).contains("cannot be used: nobody answers");
      assertThat(lines.list).extracting(line -> line.getLevel().toString()).containsExactly("WARN");

      registry.answer.set(Future.succeededFuture());
      eventually(() -> assertThat(listed()).isOne());
      assertThat(registration.alarm()).isEmpty();
      eventually(() ->
          assertThat(lines.list)
              .extracting(ILoggingEvent::getMessage)
              .endsWith("the edge is registered again"));
    } finally {
      log.detachAppender(lines);
    }
  }

  /** The registry has gone on by itself by then. */
  @Test
  void doesNotClaimToBeListedLongerThanTheRegistryKeepsIt() {
    isReady = true;
    registration.start();
    eventually(() -> assertThat(listed()).isOne());
    registry.answer.set(Promise.<Void>promise().future());
    eventually(() -> assertThat(listed()).isZero());
  }

  /** What failed may have been done. */
  @Test
  void takesOffWhatItMayHaveListed() throws Exception {
    registry.answer.set(Future.failedFuture("no answer"));
    isReady = true;
    registration.start();
    eventually(() -> assertThat(registry.asked).contains("keep"));
    registration.withdraw().await(30, TimeUnit.SECONDS);
    assertThat(registry.asked).endsWith("withdraw");
  }

  @Test
  void waitsWithTheWithdrawalForARenewalThatIsUnderWay() throws Exception {
    var renewal = Promise.<Void>promise();
    registry.answer.set(renewal.future());
    isReady = true;
    registration.start();
    eventually(() -> assertThat(registry.asked).containsExactly("keep"));
    var withdrawn = registration.withdraw();
    assertThat(registry.asked).containsExactly("keep");
    registry.answer.set(Future.succeededFuture());
    renewal.complete();
    withdrawn.await(30, TimeUnit.SECONDS);
    assertThat(registry.asked).containsExactly("keep", "withdraw");
  }
}
