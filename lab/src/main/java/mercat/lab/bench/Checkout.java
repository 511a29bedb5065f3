package mercat.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.database.Followers;
import mercat.lab.database.ReadSession;

/**
 * The system's side of the race: orders over HTTP, as fast as the clients can. The clock stops only
 * when every follower has caught up and every capture is done, so work put off is work counted.
 */
final class Checkout {
  private static final Duration REST_MAX = Duration.ofSeconds(60);

  private final BenchShop bench;
  private final ReadSession session;
  private final boolean overloadIsTrouble;
  private final List<String> troubles = new ArrayList<>();
  private long orders;
  private long transactionIds;

  /**
   * The race over one system.
   *
   * @param overloadIsTrouble whether a refusal for overload is a fault: not while code is cold
   */
  Checkout(BenchShop bench, ReadSession session, boolean overloadIsTrouble) {
    this.bench = bench;
    this.session = session;
    this.overloadIsTrouble = overloadIsTrouble;
  }

  /** Orders a second, until all is at rest again. */
  double round(int skus, Duration length) {
    var before = DatabaseWork.transactionIds(session);
    var stream = bench.orders(skus, "tok_ok");
    var startNanos = System.nanoTime();
    var report =
        bench
            .load()
            .closedLoop(
                bench.shop().address(),
                BenchShop.CONNECTIONS,
                length,
                Long.MAX_VALUE,
                number -> stream.next());
    if (!awaitRest()) {
      troubles.add("followers had not caught up after " + REST_MAX.toSeconds() + " s");
    }
    var seconds = (System.nanoTime() - startNanos) / 1e9;
    transactionIds += DatabaseWork.transactionIds(session) - before;
    var confirmed = report.count(201);
    orders += confirmed;
    var overloaded = overloadIsTrouble ? 0 : report.count(503) + report.count(504);
    if (report.answers() != confirmed + overloaded || report.broken() > 0) {
      troubles.add(
          "answers by status %s, %d connections broken %s"
              .formatted(report.byStatus(), report.broken(), report.firstTrouble()));
    }
    return confirmed / seconds;
  }

  /** Waits until all that was taken is done; whether that came in time. */
  boolean awaitRest() {
    return new Followers(session).awaitRest(REST_MAX);
  }

  /** Orders confirmed in all rounds. */
  long orders() {
    return orders;
  }

  double transactionIdsPerOrder() {
    return orders == 0 ? 0 : (double) transactionIds / orders;
  }

  List<String> troubles() {
    return List.copyOf(troubles);
  }
}
