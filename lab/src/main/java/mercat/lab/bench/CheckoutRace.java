package mercat.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import mercat.lab.load.LoadGenerator.RequestStream;
import mercat.lab.load.LoadReport;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.OrderLoad;
import mercat.lab.system.AtRest;
import mercat.lab.system.Awaiting;
import mercat.lab.terminal.Numbers;
import mercat.verify.ReadSession;

/**
 * The system's side of the race: orders over HTTP, as fast as the clients can. The clock stops only
 * when every follower has caught up and every capture is done, so work put off is work counted.
 */
final class CheckoutRace {
  private static final Duration REST_MAX = Duration.ofSeconds(60);

  private final OrderLoad load;
  private final List<ServerAddress> edges;
  private final ReadSession session;
  private final boolean overloadIsTrouble;
  private final List<String> troubles = new ArrayList<>();
  private long confirmedAll;

  /** Overload is no trouble while code is still cold. */
  CheckoutRace(
      OrderLoad load, List<ServerAddress> edges, ReadSession session, boolean overloadIsTrouble) {
    this.load = load;
    this.edges = edges;
    this.session = session;
    this.overloadIsTrouble = overloadIsTrouble;
  }

  /** Orders a second, until all is at rest again. */
  double round(RequestStream orders, Duration length) {
    var startNanos = System.nanoTime();
    var connections = OrderLoad.CONNECTIONS / edges.size();
    var confirmed = 0L;
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var reports =
          edges.stream()
              .map(edge ->
                  beside.submit(() -> load.load().closedLoop(edge, connections, length, orders)))
              .toList();
      for (var report : reports) {
        confirmed += confirmed(Awaiting.result(report));
      }
    }
    awaitRest();
    confirmedAll += confirmed;
    return confirmed / Numbers.secondsSince(startNanos);
  }

  private long confirmed(LoadReport report) {
    var confirmed = report.count(201);
    var overloaded = overloadIsTrouble ? 0 : report.count(503) + report.count(504);
    if (report.requests() != confirmed + overloaded) {
      troubles.add(
          "responses by status %s, %d connections broken %s"
              .formatted(report.byStatus(), report.broken(), report.firstTrouble()));
    }
    return confirmed;
  }

  void awaitRest() {
    if (!new AtRest(session).awaitFollowed(REST_MAX)) {
      troubles.add("followers had not caught up after " + REST_MAX.toSeconds() + " s");
    }
  }

  long orders() {
    return confirmedAll;
  }

  List<String> troubles() {
    return troubles;
  }
}
