package mercat.lab;

import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import mercat.contracts.Command;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.LoadGenerator.RequestStream;
import mercat.lab.load.LoadReport;
import mercat.lab.load.RawResponse;
import mercat.lab.shop.HonestBuyers;
import mercat.lab.shop.OwnShop;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.system.Awaiting;
import mercat.lab.system.FsyncProbe;
import mercat.lab.system.MetersText;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.OwnData;
import mercat.lab.terminal.Screen;
import mercat.verify.Finding;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sign-ins}: a storm of people who sign in, beside those who buy. */
@CommandLine.Command(
    name = "sign-ins",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a system of its own, measures what a password costs it, and lets many people sign in",
      "at once, again and again, beside orders at a quarter of its peak. Says how many passwords",
      "it hashed at the same time, who was turned away, and what the orders felt of it.",
    })
public final class SignInsCommand implements Command {
  private static final int STRETCH_MAX_S = 10;
  private static final double WARMER = 1.1;
  private static final int WARM_UPS_MAX = 8;
  private static final double QUARTER = 0.25;

  /** A volley is sent in so long. */
  private static final Duration AT_ONCE = Duration.ofMillis(10);

  private static final int PARALLEL_MAX = 2;
  private static final double P99_MAX_MS = 50;

  /** On a slower disk, when it is idle, nobody says how long an order may take. */
  private static final double FSYNC_JUDGED_MS = 0.1;

  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;
  private static final int OVERLOADED = 503;

  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();

  @Option(names = "--at-once", description = "people who sign in at once (${DEFAULT-VALUE})")
  private int atOnce = 200;

  @Option(names = "--seconds", description = "how long they come (default: ${DEFAULT-VALUE})")
  private int seconds = 20;

  @Option(
      names = "--hash-memory-kib",
      description = "accounts.hash-memory-kib of the system (default: ${DEFAULT-VALUE})")
  private int hashMemoryKib = 19_456;

  @Option(
      names = "--hash-iterations",
      description = "accounts.hash-iterations of the system (default: ${DEFAULT-VALUE})")
  private int hashIterations = 2;

  private final List<String> troubles = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    output.check(() -> {
      Bounds.check("at once", atOnce, 1, 1_000);
      Bounds.check("seconds", seconds, 1, 600);
      Bounds.check("hash memory", hashMemoryKib, 8, 1 << 20);
      Bounds.check("hash iterations", hashIterations, 1, 100);
    });
    var folder = data.folder("sign-ins");
    return data.conclude(output, folder, () -> storm(folder));
  }

  private SignInsVerdict storm(Path folder) {
    var startNanos = System.nanoTime();
    var settings = new HashMap<>(SignedInBuyers.SETTINGS);
    settings.put("MERCAT_ACCOUNTS_HASH_MEMORY_KIB", String.valueOf(hashMemoryKib));
    settings.put("MERCAT_ACCOUNTS_HASH_ITERATIONS", String.valueOf(hashIterations));
    try (var shop = OwnShop.open(folder, settings, output.screen())) {
      var fsyncMs = FsyncProbe.medianMs(folder);
      var stretch = Duration.ofSeconds(Math.min(STRETCH_MAX_S, seconds));
      var people = people(shop);
      var hashMs = hashMs(shop);
      var buyers = shop.buyers();
      var peak = peakPerSecond(buyers, stretch);
      var offered = Math.max(1, QUARTER * peak);
      var alone = buyers.come("alone", offered, stretch);
      // Once unmeasured: how long code takes that has never run says little.
      var first = new Volleys(shop.client(), people);
      var unused = comeBeside(shop, first, "warming up beside sign-ins", offered, stretch);
      var volleys = new Volleys(shop.client(), people);
      var beside =
          comeBeside(shop, volleys, "beside sign-ins", offered, Duration.ofSeconds(seconds));
      var p99Judged = isP99Judged(fsyncMs, alone.successPercentileMs(99));
      judge(alone, beside, volleys, p99Judged);
      var verified = shop.examine(troubles);
      return new SignInsVerdict(
          troubles.isEmpty(),
          hashMemoryKib,
          hashIterations,
          hashMs,
          atOnce,
          volleys.count,
          volleys.answers,
          volleys.withoutRetryAfter,
          Math.round(volleys.parallelMax),
          peak,
          perSecond(beside),
          alone.successPercentileMs(99),
          beside.successPercentileMs(99),
          fsyncMs,
          p99Judged,
          shop.peakMb(),
          verified.all(),
          troubles,
          Numbers.secondsSince(startNanos));
    }
  }

  /** The orders that came beside the sign-ins. */
  private LoadReport comeBeside(
      OwnShop shop, Volleys volleys, String what, double ordersPerSecond, Duration time) {
    try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      var coming = crowd.submit(() -> send(volleys, shop, time));
      var orders = shop.buyers().come(what, ordersPerSecond, time);
      var unused = Awaiting.result(coming);
      return orders;
    }
  }

  /** Once a stretch is hardly faster than the one before it: the code is compiled by then. */
  private static double peakPerSecond(HonestBuyers buyers, Duration stretch) {
    var before = perSecond(buyers.comeAsServed("warming up", stretch));
    for (int more = 1; ; more++) {
      var now = perSecond(buyers.comeAsServed("to find the peak", stretch));
      if (now < WARMER * before || more == WARM_UPS_MAX) {
        return Math.max(now, before);
      }
      before = now;
    }
  }

  private static double perSecond(LoadReport report) {
    return report.count(CREATED) / report.seconds();
  }

  private List<String> people(OwnShop shop) {
    var emails =
        IntStream.range(0, atOnce).mapToObj(number -> "person-" + number + "@example.org").toList();
    SignedInBuyers.register(shop.client(), emails, output.screen());
    return emails;
  }

  /** What one password took so far, when nothing else went on. */
  private static double hashMs(OwnShop shop) {
    var meters = new MetersText(shop.told("/metrics"));
    var seconds = meters.value("mercat_accounts_password_hashes_seconds_sum");
    return 1_000 * seconds / meters.value("mercat_accounts_password_hashes_seconds_count");
  }

  /**
   * Everybody at once, and again as soon as all were answered; on a thread of their own, so that
   * who measures the orders is not busy with them.
   */
  private void send(Volleys volleys, OwnShop shop, Duration time) {
    var address = shop.client().address();
    double perSecond = atOnce / (AT_ONCE.toMillis() / 1e3);
    var endNanos = System.nanoTime() + time.toNanos();
    try (var load = new LoadGenerator()) {
      do {
        volleys.take(load.openLoop(address, atOnce, AT_ONCE, perSecond, volleys));
        var meters = new MetersText(shop.told("/metrics"));
        volleys.parallelMax =
            Math.max(volleys.parallelMax, meters.value("mercat_accounts_password_parallel_max"));
      } while (System.nanoTime() < endNanos);
    }
  }

  /** Each time others are the first. */
  private static final class Volleys implements RequestStream {
    private final ShopClient shop;
    private final List<String> people;
    private final String password;
    private final SortedMap<Integer, Long> answers = new TreeMap<>();
    private int count;
    private long withoutRetryAfter;
    private double parallelMax;

    Volleys(ShopClient shop, List<String> people) {
      this.shop = shop;
      this.people = people;
      this.password = SignedInBuyers.password(shop);
    }

    @Override
    public Buffer request(long number) {
      var first = answers.getOrDefault(CREATED, 0L);
      var email = people.get((int) ((first + number) % people.size()));
      return shop.signIn(email, password).render();
    }

    @Override
    public boolean keepsBody(long number) {
      return true;
    }

    @Override
    public void seen(long number, RawResponse response, long respondedNanos) {
      var isUntold = response.status() == OVERLOADED && response.header("Retry-After").isEmpty();
      withoutRetryAfter += isUntold ? 1 : 0;
    }

    void take(LoadReport volley) {
      count++;
      volley.byStatus().forEach((status, times) -> answers.merge(status, times, Long::sum));
      if (volley.broken() > 0) {
        answers.merge(0, volley.broken(), Long::sum);
      }
    }
  }

  /** A disk that keeps orders waiting while nobody signs in says nothing of sign-ins. */
  static boolean isP99Judged(double fsyncMs, double p99AloneMs) {
    return fsyncMs <= FSYNC_JUDGED_MS && p99AloneMs <= P99_MAX_MS;
  }

  private void judge(LoadReport alone, LoadReport beside, Volleys volleys, boolean p99Judged) {
    if (volleys.parallelMax > PARALLEL_MAX) {
      troubles.add(Numbers.decimal(volleys.parallelMax) + " passwords were hashed at once");
    }
    if (!List.of(CREATED, OVERLOADED).containsAll(volleys.answers.keySet())) {
      troubles.add("sign-ins were answered by " + volleys.answers);
    }
    if (volleys.withoutRetryAfter > 0) {
      troubles.add(volleys.withoutRetryAfter + " were turned away without Retry-After");
    }
    for (var orders : List.of(alone, beside)) {
      if (orders.count(CREATED) + orders.count(ACCEPTED) < orders.requests()) {
        troubles.add("orders were answered by " + orders.byStatus());
      }
    }
    var p99Ms = beside.successPercentileMs(99);
    if (p99Judged && p99Ms > P99_MAX_MS) {
      troubles.add("an order took " + Numbers.decimal(p99Ms) + " ms (p99)");
    }
  }

  /**
   * What a storm of sign-ins came to: true when no more than two passwords were hashed at once, who
   * was too many was told when to come again, and the orders beside were served as before.
   *
   * @param hashMs what one password took when nothing else went on
   * @param volleys how often so many people signed in at once
   * @param answers to the sign-ins, by status; 0 for connections that broke
   * @param hashedAtOnceMax as the system counted it
   * @param peakPerSecond orders that it takes, as many as it can
   * @param ordersPerSecond confirmed at once, beside the sign-ins, a quarter of the peak
   * @param p99AloneMs of these orders, from when they were due, before the sign-ins
   * @param p99Ms the same beside them
   * @param p99Judged whether the disk is as fast as the bound supposes
   */
  public record SignInsVerdict(
      boolean ok,
      int hashMemoryKib,
      int hashIterations,
      double hashMs,
      int atOnce,
      int volleys,
      Map<Integer, Long> answers,
      long withoutRetryAfter,
      long hashedAtOnceMax,
      double peakPerSecond,
      double ordersPerSecond,
      double p99AloneMs,
      double p99Ms,
      double fsyncMs,
      boolean p99Judged,
      double residentMb,
      List<Finding> invariants,
      List<String> troubles,
      double seconds)
      implements CommandVerdict {

    @Override
    public void print(Screen screen) {
      screen.line(
          "a password",
          "%s ms (Argon2id, %s KiB, %s iterations)",
          hashMs,
          hashMemoryKib,
          hashIterations);
      screen.line(
          "sign-ins",
          "%s at once, %s times: %s signed in, %s turned away; at most %s hashed at once",
          atOnce,
          volleys,
          answers.getOrDefault(CREATED, 0L),
          answers.getOrDefault(OVERLOADED, 0L),
          hashedAtOnceMax);
      screen.line(
          "orders",
          "%s/s beside them, a quarter of %s/s: p99 %s ms, without them %s ms",
          ordersPerSecond,
          peakPerSecond,
          p99Ms,
          p99AloneMs);
      screen.line(
          "disk",
          "fsync %s ms when idle%s",
          fsyncMs,
          p99Judged
              ? ""
              : "; p99 is judged where that is %s ms or less, and p99 without sign-ins %s ms or less"
                  .formatted(FSYNC_JUDGED_MS, P99_MAX_MS));
      screen.line(
          "system",
          "%s MB of memory at most; %s of %s invariants hold",
          residentMb,
          invariants.stream().filter(Finding::holds).count(),
          invariants.size());
      screen.line("took", "%s s", seconds);
      screen.troubles(troubles);
      screen.verdict(ok, "a storm of sign-ins keeps nobody from buying", "NOT as it must be");
    }
  }
}
