package mercat.lab.reactions;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;
import mercat.lab.load.LoadGenerator.RequestStream;
import mercat.lab.load.LoadReport;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.system.Awaiting;
import mercat.lab.system.MetersText;
import mercat.lab.system.Repeated;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;

/**
 * Lets people order and register while the mail server is away. What the system can take is
 * measured by short rushes, as many as are served: one before, two while it is away, one
 * afterwards; between them people come at a steady rate. How far behind the mails are is asked of
 * the system's own meters.
 */
final class SmtpOutage {
  private static final double ORDERS_PER_SECOND = 40;
  private static final double REGISTRATIONS_PER_SECOND = 8;
  private static final int ORDERING = 32;
  private static final int REGISTERING = 4;
  private static final Duration RUSH_MAX = Duration.ofSeconds(3);

  /** How much of the absence one rush lasts. */
  private static final int RUSH_SHARE = 30;

  private static final Duration CATCH_UP_MAX = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final double RATIO_MIN = 0.9;
  private static final String METER = "mercat_notifications_mails_";

  private final OrderLoad orders;
  private final SystemProcess system;
  private final SmtpInbox inbox;
  private final ReactionCounts counts;
  private final Screen screen;
  private final AtomicLong people = new AtomicLong();
  private final List<String> troubles = new ArrayList<>();
  private volatile double waiting;
  private volatile double oldestSeconds;
  private volatile double waitingMax;
  private volatile double oldestMaxSeconds;

  SmtpOutage(
      OrderLoad orders,
      SystemProcess system,
      SmtpInbox inbox,
      ReactionCounts counts,
      Screen screen) {
    this.orders = orders;
    this.system = system;
    this.inbox = inbox;
    this.counts = counts;
    this.screen = screen;
  }

  /** What is served a second. */
  private record Rates(double orders, double registrations) {}

  OutageVerdict run(Duration away) {
    var share = away.dividedBy(RUSH_SHARE);
    var length = share.compareTo(RUSH_MAX) < 0 ? share : RUSH_MAX;
    orders.openShop();
    var unused = rush(length, "warming up");
    var looking = new Repeated(LOOK, "meters", this::look);
    try {
      awaitMails();
      var before = rush(length, "with the mail server");
      awaitMails();
      var since = System.nanoTime();
      inbox.close();
      var first = rush(length, "without the mail server");
      steady(away.minus(length.multipliedBy(2)));
      var second = rush(length, "without the mail server");
      var awaySeconds = Numbers.secondsSince(since);
      inbox.open();
      var backNanos = System.nanoTime();
      awaitMails();
      var caughtUpSeconds = Numbers.secondsSince(backNanos);
      var after = rush(length, "with the mail server");
      awaitMails();
      awaitMetersAtRest();
      return verdict(awaySeconds, caughtUpSeconds, List.of(before, after), List.of(first, second));
    } finally {
      looking.close();
    }
  }

  private OutageVerdict verdict(
      double awaySeconds, double caughtUpSeconds, List<Rates> with, List<Rates> without) {
    var isCalm =
        areNear(with.stream().mapToDouble(Rates::orders))
            && areNear(with.stream().mapToDouble(Rates::registrations));
    var up = mean(with);
    var down = mean(without);
    var ordersRatio = Numbers.ratio(down.orders, up.orders);
    var registrationsRatio = Numbers.ratio(down.registrations, up.registrations);
    if (isCalm && Math.min(ordersRatio, registrationsRatio) < RATIO_MIN) {
      troubles.add(
          "without the mail server %s x the orders and %s x the registrations were served"
              .formatted(Numbers.decimal(ordersRatio), Numbers.decimal(registrationsRatio)));
    }
    var reactions = counts.countMails(inbox);
    reactions.stream()
        .filter(reaction -> !reaction.isEqual())
        .forEach(reaction -> troubles.add(reaction.cause() + ": " + reaction.line()));
    return new OutageVerdict(
        troubles.isEmpty(),
        awaySeconds,
        up.orders,
        down.orders,
        ordersRatio,
        up.registrations,
        down.registrations,
        registrationsRatio,
        isCalm,
        Math.round(waitingMax),
        oldestMaxSeconds,
        caughtUpSeconds,
        Math.round(waiting),
        reactions,
        troubles);
  }

  private static Rates mean(List<Rates> rates) {
    return new Rates(
        rates.stream().mapToDouble(Rates::orders).average().orElse(0),
        rates.stream().mapToDouble(Rates::registrations).average().orElse(0));
  }

  /** Whether the least is within a tenth of the greatest. */
  private static boolean areNear(DoubleStream figures) {
    var summary = figures.summaryStatistics();
    return summary.getMin() >= RATIO_MIN * summary.getMax();
  }

  private Rates rush(Duration length, String when) {
    screen.note("as many orders and registrations as are served, " + when + " …");
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var registering =
          beside.submit(
              () -> orders.load().closedLoop(address(), REGISTERING, length, registrations()));
      var ordered =
          orders
              .load()
              .closedLoop(address(), ORDERING, length, orders.orders(OrderLoad.SKUS, "tok_ok"));
      var registered = Awaiting.result(registering);
      return new Rates(
          ordered.count(201) / ordered.seconds(), registered.count(202) / registered.seconds());
    }
  }

  /** People at a steady rate: everybody is served. */
  private void steady(Duration length) {
    if (!length.isPositive()) {
      return;
    }
    Progress.during(
        screen,
        () ->
            "no mail server: %s mails wait, the oldest for %s s"
                .formatted(Numbers.count(Math.round(waiting)), Numbers.decimal(oldestSeconds)),
        () -> comeSteadily(length));
  }

  private void comeSteadily(Duration length) {
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var registering =
          beside.submit(() ->
              orders
                  .load()
                  .openLoop(
                      address(), REGISTERING, length, REGISTRATIONS_PER_SECOND, registrations()));
      var ordered =
          orders
              .load()
              .openLoop(
                  address(),
                  ORDERING,
                  length,
                  ORDERS_PER_SECOND,
                  orders.orders(OrderLoad.SKUS, "tok_ok"));
      requireServed("orders", ordered, 201);
      requireServed("registrations", Awaiting.result(registering), 202);
    }
  }

  private void requireServed(String what, LoadReport report, int status) {
    if (report.count(status) != report.requests()) {
      troubles.add("%s were answered by %s".formatted(what, report.byStatus()));
    }
  }

  private ServerAddress address() {
    return orders.shop().address();
  }

  private RequestStream registrations() {
    ShopClient shop = orders.shop();
    var password = SignedInBuyers.password(shop);
    return number -> registration(shop, password);
  }

  private Buffer registration(ShopClient shop, String password) {
    var email = "steady-" + people.incrementAndGet() + "@example.org";
    return shop.registration(email, password).render();
  }

  private void awaitMails() {
    Progress.during(
        screen,
        () -> "%s mails have come".formatted(Numbers.count(inbox.mails())),
        () -> {
          var areThere =
              Awaiting.until(
                  CATCH_UP_MAX,
                  LOOK,
                  () ->
                      counts.countMails(inbox).stream().allMatch(Reaction::isEqual)
                          && counts.waiting() == 0);
          if (!areThere) {
            troubles.add("not every mail came within %d s".formatted(CATCH_UP_MAX.toSeconds()));
          }
        });
  }

  /** The system looks at its backlog every few seconds. */
  private void awaitMetersAtRest() {
    if (!Awaiting.until(Duration.ofSeconds(20), LOOK, () -> waiting == 0 && oldestSeconds == 0)) {
      troubles.add("the meters still say that mails wait");
    }
  }

  private void look() {
    var meters = new MetersText(system.told("/metrics"));
    waiting = meters.value(METER + "waiting");
    oldestSeconds = meters.value(METER + "oldest_seconds");
    waitingMax = Math.max(waitingMax, waiting);
    oldestMaxSeconds = Math.max(oldestMaxSeconds, oldestSeconds);
  }
}
