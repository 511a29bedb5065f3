package mercat.lab.bench;

import java.util.List;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Screen;

/**
 * The speed of this machine now. Rates are per second, medians of the rounds.
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
    Latency latencyAtHalfPeak,
    double releaseP99Ms,
    long releaseSamples,
    Read read,
    Start start,
    Month month,
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
      double walRatio) {}

  /** At half of the random rate, from the intended moment of each order. */
  public record Latency(double ratePerSecond, double p50Ms, double p99Ms) {}

  /** Reads of one product a second. */
  public record Read(double bare, double product, double ratio) {}

  /** From the launched command to the first order; memory of the Java process under load. */
  public record Start(double firstOrderMs, double residentMb) {}

  /** The bundled month, replayed. */
  public record Month(double seconds, boolean toThePenny) {}

  /**
   * Orders a second of four nodes on the same cores.
   *
   * @param one what one node takes in turn with them
   * @param fullRatio of nodes that host everything, to that one
   */
  public record Cluster(double full, double split, double one, double fullRatio) {}

  public BenchVerdict {
    troubles = List.copyOf(troubles);
  }

  @Override
  public void print(Screen screen) {
    BenchTable.print(this, screen);
  }
}
