package mercat.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.accounts.Role;
import mercat.lab.cluster.Bridge;
import mercat.lab.cluster.ClusterPlan;
import mercat.lab.cluster.ClusterPlan.Ground;
import mercat.lab.cluster.Layout;
import mercat.lab.cluster.Layout.Place;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.system.Awaiting;
import mercat.lab.terminal.Screen;
import mercat.node.ClusterClient.SignedIn;
import mercat.testkit.HttpReply;
import mercat.verify.UnreachableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes, seen from outside: whoever is signed in stays so, and whoever was locked out is
 * out at every node. Two host accounts; the third has nothing but the catalogue, so that it goes on
 * serving its back office when it hears of nobody.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(
    MethodOrderer.MethodName.class) // the network is parted last: it takes long to heal
class SignedInClusterIT {
  private static final List<String> CORE =
      List.of("accounts", "audit", "orders", "inventory", "payments", "edge");
  private static final int DOOR = 2;
  private static final Layout LAYOUT =
      new Layout(
          List.of(
              new Place("one", CORE),
              new Place("two", CORE),
              new Place("door", List.of("catalog", "edge"))));

  private static final String SETTINGS =
      """
      accounts:
        hash-memory-kib: 64
        hash-iterations: 1
        signing-key-notice: 10s
      edge:
        attempts-max: 0
        account-attempts-max: 0
        token-attempts-max: 0
      """;

  private static final String CATALOGUE = "/v1/admin/products";
  private static final Duration WHOLE_MAX = Duration.ofMinutes(2);
  private static final int CUSTOMERS = 12;
  private static final int STORM = 30;
  private static final int REFRESH_EVERY = 10;

  /** What each does at least as often, before and after what happens to the cluster. */
  private static final int TIMES = 20;

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration STANDSTILL = Duration.ofSeconds(3);
  private static final Duration STORM_BEFORE = Duration.ofSeconds(1);
  private static final Duration STORM_AFTER = Duration.ofSeconds(8);

  /** In which every node has heard of what was revoked. */
  private static final Duration HEARD_MAX = Duration.ofSeconds(5);

  /** In which a node that hears nothing no longer believes anybody. */
  private static final Duration UNHEARD_MAX = Duration.ofSeconds(10);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Optional<Bridge> bridge = Optional.empty();
  private LocalCluster cluster;
  private ClusterClient client;

  /** What opens the catalogue's back office until it is revoked, and how it is. */
  private record Key(String what, String token, Runnable revoke) {}

  @BeforeAll
  void open(@TempDir Path data) throws IOException {
    try {
      bridge = Optional.of(Bridge.make(LAYOUT.places().size()));
    } catch (UnreachableException notHere) {
      System.out.println("all nodes share one network: " + notHere.getMessage());
    }
    var ground = bridge.<Ground>map(made -> made).orElse(Ground.LOOPBACK);
    var settings = Files.writeString(data.resolve("settings.yaml"), SETTINGS);
    var plan = new ClusterPlan(data, LAYOUT, ground, List.of(settings), Optional.empty());
    var out = new PrintWriter(System.out, true, UTF_8);
    cluster = LocalCluster.start(plan, new Screen(out, out, false));
    client =
        new ClusterClient(
            cluster.edges().stream().map(Object::toString).toList(), cluster.adminToken());
  }

  @AfterAll
  void close() {
    threads.shutdownNow();
    if (cluster != null) {
      cluster.close();
    }
    bridge.ifPresent(Bridge::close);
  }

  @BeforeEach
  void isWhole() {
    await().atMost(WHOLE_MAX).until(cluster::isWhole);
    for (var node : client.nodes()) {
      await()
          .atMost(WHOLE_MAX)
          .untilAsserted(() -> client.asStaff(node, "GET", CATALOGUE, "").is(200));
    }
  }

  @Test
  void keepsEverybodyInWhileAKeyIsRotated() throws Exception {
    var believed = ConcurrentHashMap.<String>newKeySet();
    var goOn = new AtomicBoolean(true);
    var let = Stream.generate(AtomicInteger::new).limit(CUSTOMERS).toList();
    var visits =
        IntStream.range(0, CUSTOMERS)
            .<Future<?>>mapToObj(i -> {
              var node = client.nodes().get(i % client.nodes().size());
              return threads.submit(() -> visit(node, believed, goOn, let.get(i)));
            })
            .toList();
    var rotated = client.asStaff(client.anyNode(), "POST", "/v1/admin/signing-keys", "").is(202);
    assertOutAfter(HEARD_MAX, client.nodes(), () -> {}, 401);
    await()
        .atMost(RunningShop.SOON)
        .until(() ->
            client.nodes().stream().allMatch(node -> believed.contains(node + rotated.at("/kid"))));
    awaitMany(let, visits);
    goOn.set(false);
    for (var visit : visits) {
      visit.get();
    }
  }

  /** Waits until each has done so many times what it does, or one has failed. */
  private static void awaitMany(List<AtomicInteger> times, List<Future<?>> doing) {
    await()
        .atMost(WHOLE_MAX)
        .until(() ->
            times.stream().allMatch(each -> each.get() > TIMES)
                || doing.stream().anyMatch(Future::isDone));
  }

  /**
   * Asks for what is one's own, and now and then for the next tokens.
   *
   * @param believed the node with each key by which it has let somebody in
   * @param times how often it has
   */
  private void visit(String node, Set<String> believed, AtomicBoolean goOn, AtomicInteger times) {
    var who = client.customer();
    while (goOn.get()) {
      if (isLetIn(client.ask(node, "GET", "/v1/me", who.access(), ""))) {
        believed.add(node + who.kid());
        times.incrementAndGet();
      }
      if (times.get() % REFRESH_EVERY == 1) {
        var next = client.refresh(node, who);
        who = isLetIn(next) ? SignedIn.of(next) : who;
      }
      Awaiting.pause(PAUSE);
    }
  }

  /** Whether somebody was served; a machine that is busy may keep them waiting, not turn away. */
  private static boolean isLetIn(HttpReply answer) {
    assertThat(answer.status()).as(answer.text()).isNotIn(401, 403);
    return answer.status() == 200;
  }

  @Test
  void keepsOutWhomItMissedWhileItStoodStill() throws Exception {
    var node = cluster.members().get(DOOR);
    assertOutAfter(
        HEARD_MAX,
        List.of(client.nodes().get(DOOR)),
        () -> {
          node.freeze();
          var unused =
              threads.submit(() -> {
                Awaiting.pause(STANDSTILL);
                node.thaw();
              });
        },
        401);
  }

  @Test
  void trustsNobodyWhereNothingIsHeard() throws Exception {
    assumeThat(bridge).as("a network that can be parted: root on Linux").isPresent();
    var network = bridge.orElseThrow();
    var door = client.nodes().get(DOOR);
    var colleague = client.staff(Role.CATALOG);
    try {
      assertOutAfter(
          UNHEARD_MAX,
          List.of(door),
          () -> {
            for (int other = 0; other < DOOR; other++) {
              network.cut(DOOR, other);
              network.cut(other, DOOR);
            }
            client.ask(door, "GET", CATALOGUE, colleague.access(), "").is(200);
          },
          503);
    } finally {
      network.heal();
    }
    await()
        .atMost(WHOLE_MAX)
        .untilAsserted(() -> client.ask(door, "GET", CATALOGUE, colleague.access(), "").is(200));
  }

  @Test
  void signsNobodyOutWhenANodeDiesAmidRefreshes() throws Exception {
    var goOn = new AtomicBoolean(true);
    var lost = new AtomicInteger();
    var refreshed = Stream.generate(AtomicInteger::new).limit(STORM).toList();
    var storm =
        refreshed.stream()
            .<Future<?>>map(times -> {
              var who = client.customer();
              return threads.submit(() -> refresh(who, goOn, lost, times));
            })
            .toList();
    Awaiting.pause(STORM_BEFORE);
    cluster.members().getFirst().kill(STANDSTILL);
    Awaiting.pause(STORM_AFTER);
    awaitMany(refreshed, storm);
    goOn.set(false);
    for (var refreshing : storm) {
      refreshing.get();
    }
    assertThat(lost).as("answers that never came").hasPositiveValue();
  }

  /**
   * Asks for the next tokens at any node, and again when no answer came. The first answer goes
   * unheard: few do by chance, when a node dies between commit and answer.
   *
   * @param lost how often no answer came, to anybody
   * @param times how often one came
   */
  private void refresh(
      SignedIn first, AtomicBoolean goOn, AtomicInteger lost, AtomicInteger times) {
    var who = first;
    boolean isAnswered = true;
    while (goOn.get() || !isAnswered) {
      var answer = client.refresh(client.anyNode(), who);
      isAnswered = answer.status() == 200;
      if (isAnswered) {
        who = times.getAndIncrement() == 0 ? who : SignedIn.of(answer);
      } else {
        assertThat(answer.status()).as(answer.text()).isIn(0, 503, 504);
        lost.incrementAndGet();
        Awaiting.pause(PAUSE);
      }
    }
  }

  /** Revokes what each node has let in: so much later none lets it in any more. */
  private void assertOutAfter(Duration max, List<String> nodes, Runnable fault, int status)
      throws Exception {
    var keys = List.of(session(), token(), system());
    for (var key : keys) {
      nodes.forEach(
          node -> eventually(() -> client.ask(node, "GET", CATALOGUE, key.token(), "").is(200)));
    }
    fault.run();
    var watches = new ArrayList<Future<?>>();
    for (var key : keys) {
      key.revoke().run();
      long revokedNanos = System.nanoTime();
      nodes.forEach(
          node -> watches.add(threads.submit(() -> watch(key, node, revokedNanos, max, status))));
    }
    for (var watch : watches) {
      watch.get();
    }
  }

  private void watch(Key key, String node, long revokedNanos, Duration max, int status) {
    var last = Duration.ZERO;
    HttpReply answer;
    Duration passed;
    do {
      passed = Duration.ofNanos(System.nanoTime() - revokedNanos);
      answer = client.ask(node, "GET", CATALOGUE, key.token(), "");
      if (answer.status() == 200) {
        last = passed;
      }
      Awaiting.pause(PAUSE);
    } while (passed.compareTo(max.plusSeconds(1)) < 0
        || (answer.status() != status && passed.compareTo(WHOLE_MAX) < 0));
    System.out.printf("%s at %s: let in for %d ms%n", key.what(), node, last.toMillis());
    assertThat(last).as("%s at %s", key.what(), node).isLessThan(max);
    answer.is(status);
  }

  private Key session() {
    var who = client.staff(Role.CATALOG);
    return new Key(
        "a session",
        who.access(),
        () ->
            client
                .ask(client.nodes().getFirst(), "DELETE", "/v1/sessions/current", who.access(), "")
                .is(204));
  }

  private Key token() {
    var name = "clerk-" + UUID.randomUUID();
    var token = client.token(name, "products:read");
    return new Key("a personal access token", token, () -> client.revokeToken(name));
  }

  private Key system() {
    var id = "s" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    var token = client.ofSystem(id, "products:read");
    return new Key("another system's token", token, () -> client.revokeSystem(id));
  }
}
