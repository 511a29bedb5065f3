package mercat.lab.bench;

import java.util.List;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;

/**
 * The speed of this machine now. Rates are per second, medians of the rounds; their ratios are
 * medians of the ratios of rounds next to each other.
 *
 * @param ok whether what is required was reached (with {@code --quick}: whether everything ran)
 * @param floorRunner what ran the floor: pgbench, or java
 */
public record BenchVerdict(
    boolean ok,
    int cores,
    int rounds,
    double fsyncMs,
    String floorSha256,
    String floorRunner,
    Rates floor,
    Checkout checkout,
    SignedIn signedIn,
    Latency latencyAtHalfPeak,
    double releaseP99Ms,
    long releaseSamples,
    Read read,
    Grpc grpc,
    Start start,
    Month month,
    Recommended recommendations,
    Cluster cluster,
    double seconds,
    List<String> troubles)
    implements CommandVerdict {

  /**
   * The floor's orders a second, over 100 articles and over one.
   *
   * @param processorMicrosPerOrder of PostgreSQL alone
   * @param clientMicrosPerOrder of whatever ran the floor
   */
  public record Rates(
      double random,
      double hot,
      double rowsPerOrder,
      double processorMicrosPerOrder,
      double clientMicrosPerOrder,
      double walBytesPerOrder) {}

  /**
   * The system's orders a second.
   *
   * @param transactionsPerOrder of the context that commits most often
   * @param transactionIdsPerOrder of the whole server, by another instrument
   * @param processorMicrosPerOrder of the Java process and PostgreSQL, without the load generator
   * @param processorRatio to the floor's, PostgreSQL's alone
   * @param walRatio to the floor's
   * @param contexts what an order costs each context in the database
   */
  public record Checkout(
      double random,
      double hot,
      double randomRatio,
      double hotRatio,
      double rowsPerOrder,
      double transactionsPerOrder,
      double transactionIdsPerOrder,
      double processorMicrosPerOrder,
      double processorRatio,
      double walBytesPerOrder,
      double walRatio,
      List<ContextWork.ContextCost> contexts) {}

  /**
   * The same checkouts by guests and by buyers who have signed in, in turn.
   *
   * @param accounts how many buyers; each is likely to be known from an earlier order where they
   *     are few
   */
  public record SignedIn(
      int rounds,
      int accounts,
      Side guests,
      Side signedIn,
      double randomRatio,
      double hotRatio,
      double processorRatio,
      double walRatio) {
    static SignedIn of(
        int rounds, int accounts, Side guests, Side signedIn, double randomRatio, double hotRatio) {
      return new SignedIn(
          rounds,
          accounts,
          guests,
          signedIn,
          randomRatio,
          hotRatio,
          Numbers.ratio(signedIn.processorMicrosPerOrder, guests.processorMicrosPerOrder),
          Numbers.ratio(signedIn.walBytesPerOrder, guests.walBytesPerOrder));
    }
  }

  /** Orders a second over 100 articles and over one, and what an order costs besides time. */
  public record Side(
      double random, double hot, double processorMicrosPerOrder, double walBytesPerOrder) {}

  /** At half of the random rate, from the intended moment of each order. */
  public record Latency(double ratePerSecond, double p50Ms, double p99Ms) {}

  /** Reads of one product a second. */
  public record Read(double bare, double product, double ratio) {}

  /** Orders a second by each door, by a client that is the same but for the protocol. */
  public record Grpc(double grpc, double http, double ratio) {}

  /**
   * From the launched command to the first order.
   *
   * @param processorSeconds what the Java process needed for it
   * @param residentMb memory of the Java process under load
   */
  public record Start(double firstOrderMs, double processorSeconds, double residentMb) {}

  /**
   * Recommendations at a steady rate, from the intended moment of each question: alone, and beside
   * a quarter of the random rate in orders.
   *
   * @param missed lists that the edge left empty, for want of an answer in time
   */
  public record Recommended(
      double ratePerSecond,
      double aloneP50Ms,
      double aloneP99Ms,
      double ordersPerSecond,
      double besideP50Ms,
      double besideP99Ms,
      long missed) {}

  public record Month(double seconds, boolean toThePenny) {}

  /**
   * Orders a second of four nodes on the same cores.
   *
   * @param one what one node takes in turn with them
   * @param fullRatio of nodes that host everything, to that one
   */
  public record Cluster(double full, double split, double one, double fullRatio) {}

  @Override
  public void print(Screen screen) {
    var table = TextTable.of("what | measured | beside | goal | ");
    table.row(
        "checkout, random articles | %s/s | %s/s floor | >= 1.25 x floor | %s",
        checkout.random, floor.random, ratio(checkout.randomRatio, 1.25, 1.0));
    table.row(
        "checkout, one hot article | %s/s | %s/s floor | >= 2.5 x floor | %s",
        checkout.hot, floor.hot, ratio(checkout.hotRatio, 2.5, 2.0));
    table.row(
        "processor time per order | %s us | %s us floor, its client %s us | <= 0.8 x floor | %s x, %s",
        checkout.processorMicrosPerOrder,
        floor.processorMicrosPerOrder,
        floor.clientMicrosPerOrder,
        checkout.processorRatio,
        most(checkout.processorRatio, 0.8));
    table.row(
        "WAL per order | %s bytes | %s floor |  | %s x",
        Math.round(checkout.walBytesPerOrder),
        Math.round(floor.walBytesPerOrder),
        checkout.walRatio);
    table.row(
        "rows written per order | %s | %s floor |  | ", checkout.rowsPerOrder, floor.rowsPerOrder);
    table.row(
        "write transactions per order | %s worst context | %s all together | <= 0.1 | %s",
        checkout.transactionsPerOrder,
        checkout.transactionIdsPerOrder,
        most(checkout.transactionsPerOrder, 0.1));
    table.row(
        "signed-in buyers, random articles | %s/s | %s/s guests | >= 0.95 x guests | %s",
        signedIn.signedIn.random, signedIn.guests.random, ratio(signedIn.randomRatio, 0.95, 0.9));
    table.row(
        "signed-in buyers, one hot article | %s/s | %s/s guests | >= 0.95 x guests | %s",
        signedIn.signedIn.hot, signedIn.guests.hot, ratio(signedIn.hotRatio, 0.95, 0.9));
    table.row(
        "processor time per signed-in order | %s us | %s us guests |  | %s x",
        signedIn.signedIn.processorMicrosPerOrder,
        signedIn.guests.processorMicrosPerOrder,
        signedIn.processorRatio);
    table.row(
        "WAL per signed-in order | %s bytes | %s guests |  | %s x",
        Math.round(signedIn.signedIn.walBytesPerOrder),
        Math.round(signedIn.guests.walBytesPerOrder),
        signedIn.walRatio);
    table.row(
        "latency at half of peak | p50 %s ms, p99 %s ms | fsync %s ms | <= 10, <= 50 ms | %s",
        latencyAtHalfPeak.p50Ms,
        latencyAtHalfPeak.p99Ms,
        fsyncMs,
        latencyAtHalfPeak.p50Ms <= 10 ? most(latencyAtHalfPeak.p99Ms, 50) : "no");
    table.row(
        "rejected to stock free, p99 | %s ms | %s samples | <= 300 ms | %s",
        releaseP99Ms, releaseSamples, most(releaseP99Ms, 300));
    table.row(
        "cached product read | %s/s | %s/s bare | >= 0.8 x bare | %s",
        read.product, read.bare, ratio(read.ratio, 0.8, 0.8));
    table.row(
        "orders by gRPC | %s/s | %s/s HTTP, the same client |  | %s x",
        grpc.grpc, grpc.http, grpc.ratio);
    table.row(
        "start to first order | %s ms | %s s of processor | <= 2,000 ms, <= 3 s | %s",
        start.firstOrderMs,
        start.processorSeconds,
        start.firstOrderMs <= 2_000 ? most(start.processorSeconds, 3) : "no");
    table.row(
        "resident under load | %s MB |  | <= 500 MB | %s",
        start.residentMb, most(start.residentMb, 500));
    table.row(
        "a month of real trade | %s s | %s | <= 20 s | %s",
        month.seconds,
        month.toThePenny ? "to the penny" : "NOT to the penny",
        most(month.seconds, 20));
    table.row(
        "recommendations, alone | p50 %s ms, p99 %s ms | %s/s | p99 <= 5 ms | %s",
        recommendations.aloneP50Ms,
        recommendations.aloneP99Ms,
        recommendations.ratePerSecond,
        most(recommendations.aloneP99Ms, 5));
    table.row(
        "recommendations, beside orders | p50 %s ms, p99 %s ms | %s orders/s, %s missed | p99 <= 5 ms | %s",
        recommendations.besideP50Ms,
        recommendations.besideP99Ms,
        recommendations.ordersPerSecond,
        recommendations.missed,
        most(recommendations.besideP99Ms, 5));
    table.row(
        "checkout, four full nodes | %s/s | %s/s one, %s/s split by role | >= 0.6 x one node | %s",
        cluster.full, cluster.one, cluster.split, ratio(cluster.fullRatio, 0.6, 0.6));
    screen.table(table);
    printContexts(screen);
    screen.print(
        "%d cores, %d rounds, fsync %s ms, floor by %s, its files %s"
            .formatted(cores, rounds, Numbers.decimal(fsyncMs), floorRunner, floorSha256));
    screen.troubles(troubles);
  }

  private void printContexts(Screen screen) {
    var table =
        TextTable.of(
            "an order costs | inserted | updated | deleted | statements | WAL bytes | us in PostgreSQL");
    for (var cost : checkout.contexts) {
      table.add(
          cost.context(),
          cost.inserted(),
          cost.updated(),
          cost.deleted(),
          cost.statements(),
          Math.round(cost.walBytes()),
          cost.processorMicros());
    }
    screen.table(table);
  }

  private static String ratio(double ratio, double goal, double required) {
    var word = ratio >= goal ? "yes" : ratio >= required ? "required, not goal" : "no";
    return Numbers.decimal(ratio) + " x, " + word;
  }

  private static String most(double figure, double goal) {
    return figure <= goal ? "yes" : "no";
  }
}
