package mercat.lab.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import mercat.lab.feed.BrokerAbsence.Window;
import mercat.lab.load.LoadReport;
import mercat.lab.shop.OwnShop;
import mercat.lab.system.Awaiting;
import mercat.lab.system.Repeated;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;

/**
 * Lets people order while the broker of the feed is killed: for a moment, and then for as long as
 * is wanted. What the system can take is measured in short windows, in turn with the broker and
 * without it; the rest of the time people come at a steady rate, and all of them must be served.
 */
final class BrokerOutage {
  private static final Duration WINDOW_MAX = Duration.ofSeconds(3);

  /** How much of the absence one window lasts. */
  private static final int WINDOW_SHARE = 30;

  /** So many windows' time, before any counts. */
  private static final int WARM_UP = 8;

  /** Of a shorter one the ratio says nothing. */
  private static final Duration JUDGED_MIN = Duration.ofSeconds(2);

  private static final double CALM_MIN = 0.9;
  private static final double RATIO_MIN = 0.8;
  private static final Duration LOOK = Duration.ofMillis(500);

  private final OwnShop shop;
  private final KafkaBroker broker;
  private final Screen screen;
  private final List<String> troubles;
  private final List<Window> windows = new ArrayList<>();
  private volatile boolean isThere = true;
  private volatile long waiting;
  private volatile long waitingMax;
  private volatile double residentBesideMb;
  private volatile double residentMb;
  private int kills;
  private long killedNanos;

  /**
   * An outage that has not begun.
   *
   * @param broker that runs
   * @param troubles to which is added what is not as it must be
   */
  BrokerOutage(OwnShop shop, KafkaBroker broker, Screen screen, List<String> troubles) {
    this.shop = shop;
    this.broker = broker;
    this.screen = screen;
    this.troubles = troubles;
  }

  /** Returns when the feed has written all that there is. */
  BrokerAbsence run(Duration away, double perSecond) {
    var share = away.dividedBy(WINDOW_SHARE);
    var length = share.compareTo(WINDOW_MAX) < 0 ? share : WINDOW_MAX;
    var cursors = new FeedCursors(shop.database());
    var looking = new Repeated(LOOK, "feed", () -> look(cursors));
    try (cursors;
        looking) {
      var unused = shop.buyers().comeAsServed("warming up", length.multipliedBy(WARM_UP));
      awaitWritten();
      measure(length);
      killInARush(length);
      measure(length);
      restart();
      awaitWritten();
      measure(length);
      awaitWritten();
      var beside = steady(perSecond, length.multipliedBy(4));
      awaitWritten();
      killInARush(length);
      measure(length);
      var alone = steady(perSecond, away.minus(length.multipliedBy(3)));
      measure(length);
      requireWaiting();
      restart();
      var awaySeconds = Numbers.secondsSince(killedNanos);
      var backNanos = System.nanoTime();
      awaitWritten();
      var caughtUpSeconds = Numbers.secondsSince(backNanos);
      measure(length);
      awaitWritten();
      return absence(length, awaySeconds, caughtUpSeconds, perSecond, beside, alone);
    }
  }

  private BrokerAbsence absence(
      Duration length,
      double awaySeconds,
      double caughtUpSeconds,
      double perSecond,
      LoadReport beside,
      LoadReport alone) {
    var up = windows.stream().filter(Window::isBrokerThere).mapToDouble(Window::perSecond);
    var with = up.summaryStatistics();
    var without =
        windows.stream()
            .filter(window -> !window.isBrokerThere())
            .mapToDouble(Window::perSecond)
            .summaryStatistics();
    var ratio = Numbers.ratio(without.getAverage(), with.getAverage());
    var isJudged = length.compareTo(JUDGED_MIN) >= 0 && with.getMin() >= CALM_MIN * with.getMax();
    if (isJudged && ratio < RATIO_MIN) {
      troubles.add(
          "without the broker %s x the orders were served".formatted(Numbers.decimal(ratio)));
    }
    return new BrokerAbsence(
        awaySeconds,
        kills,
        List.copyOf(windows),
        with.getAverage(),
        without.getAverage(),
        ratio,
        isJudged,
        perSecond,
        beside.percentileMs(99),
        alone.percentileMs(99),
        beside.count(503),
        alone.count(503),
        waitingMax,
        caughtUpSeconds,
        residentBesideMb,
        residentMb);
  }

  /** In the middle of a rush, so that it dies over what it has written and not yet said. */
  private void killInARush(Duration length) {
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var dying =
          beside.submit(() -> {
            Awaiting.pause(length.dividedBy(2));
            broker.kill();
            isThere = false;
            return System.nanoTime();
          });
      var unused = shop.buyers().comeAsServed("while the broker is killed", length);
      kills++;
      killedNanos = Awaiting.result(dying);
    }
  }

  private void restart() {
    Progress.during(screen, this::describe, broker::start);
    isThere = true;
  }

  private String describe() {
    return "the broker is %s: %s events wait"
        .formatted(isThere ? "there" : "away", Numbers.count(waiting));
  }

  private void measure(Duration length) {
    var report =
        shop.buyers().comeAsServed(isThere ? "with the broker" : "without the broker", length);
    windows.add(new Window(isThere, report.count(201) / report.seconds()));
  }

  private LoadReport steady(double perSecond, Duration length) {
    var when = isThere ? "with the broker" : "without the broker";
    var report = shop.buyers().come(when, perSecond, length);
    long told = report.count(201) + report.count(202) + report.count(503);
    if (told != report.requests() || shop.buyers().withoutRetryAfter() > 0) {
      troubles.add(
          "orders %s were answered by %s, %d by nothing"
              .formatted(when, report.byStatus(), report.broken()));
    }
    return report;
  }

  private void requireWaiting() {
    try (var now = new FeedCursors(shop.database())) {
      if (now.waiting() == 0) {
        troubles.add("no event waited for the broker, so nothing is shown");
      }
    }
  }

  /** By a session of its own: the other one belongs to the thread that looks. */
  private void awaitWritten() {
    if (!FeedCursors.awaitWritten(shop.database(), screen, this::describe)) {
      troubles.add(
          "the feed was not at the end of the logs after %d s"
              .formatted(FeedCursors.WRITTEN_MAX.toSeconds()));
    }
  }

  private void look(FeedCursors cursors) {
    waiting = cursors.waiting();
    waitingMax = Math.max(waitingMax, waiting);
    var now = shop.residentMb();
    if (isThere) {
      residentBesideMb = Math.max(residentBesideMb, now);
    } else {
      residentMb = Math.max(residentMb, now);
    }
  }
}
