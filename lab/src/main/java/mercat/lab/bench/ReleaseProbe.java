package mercat.lab.bench;

import io.vertx.core.buffer.Buffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import mercat.lab.database.DatabaseAccess;
import mercat.lab.load.Answer;
import mercat.lab.load.Shots;
import mercat.lab.load.UnreachableException;
import mercat.lab.shop.Waiting;
import org.HdrHistogram.Histogram;

/**
 * How long the stock of a declined order stays held after its buyer was told. At full load some
 * orders are declined by the provider; from the moment their 402 is read here, another connection
 * asks the database every few milliseconds whether their reservation is released. So the figure
 * contains the commit and that reader's own pause: it is too long rather than too short.
 */
final class ReleaseProbe implements Shots {
  private static final int ONE_IN = 50;
  private static final int WATCHED_MAX = 256;
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final String RELEASED =
      """
      select order_id from inventory.reservation
      where order_id = any (?) and state = 'released'\
      """;

  private final BenchShop.Orders good;
  private final BenchShop.Orders declined;
  private final Map<UUID, Long> watched = new ConcurrentHashMap<>();
  private final Histogram latencies = new Histogram(600_000_000_000L, 3);
  private volatile boolean loadEnded;
  private final AtomicLong unnamed = new AtomicLong();

  private ReleaseProbe(BenchShop bench) {
    good = bench.orders(BenchShop.SKUS, "tok_ok");
    declined = bench.orders(BenchShop.SKUS, "tok_declined");
  }

  /**
   * What was found.
   *
   * @param samples releases seen
   * @param missing declined orders whose release was not seen in time, or that named no order
   */
  record Release(double p99Ms, long samples, long missing) {}

  /**
   * Declines orders for a while.
   *
   * @param patience how long after the load a release is waited for
   */
  static Release run(BenchShop bench, DatabaseAccess database, Duration length, Duration patience) {
    var probe = new ReleaseProbe(bench);
    var watcher =
        Thread.ofPlatform().name("release-watcher").start(() -> probe.watch(database, patience));
    try {
      var unused =
          bench
              .load()
              .closedLoop(
                  bench.shop().address(), BenchShop.CONNECTIONS, length, Long.MAX_VALUE, probe);
    } finally {
      probe.loadEnded = true;
    }
    try {
      watcher.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return new Release(
        probe.latencies.getValueAtPercentile(99) / 1e6,
        probe.latencies.getTotalCount(),
        probe.watched.size() + probe.unnamed.get());
  }

  @Override
  public Buffer shot(long number) {
    return isDeclined(number) ? declined.next() : good.next();
  }

  @Override
  public boolean keepsBody(long number) {
    return isDeclined(number);
  }

  private static boolean isDeclined(long number) {
    return number % ONE_IN == 0;
  }

  @Override
  public void seen(long number, Answer answer, long answeredNanos) {
    if (answer.status() != 402 || watched.size() >= WATCHED_MAX) {
      return;
    }
    var id = ID.matcher(answer.bodyText());
    if (id.find()) {
      watched.put(UUID.fromString(id.group()), answeredNanos);
    } else {
      unnamed.incrementAndGet();
    }
  }

  private void watch(DatabaseAccess database, Duration patience) {
    var endNanos = Long.MAX_VALUE;
    try (var connection = database.asVerifier()) {
      while (!loadEnded || (!watched.isEmpty() && System.nanoTime() < endNanos)) {
        if (loadEnded && endNanos == Long.MAX_VALUE) {
          endNanos = System.nanoTime() + patience.toNanos();
        }
        if (!watched.isEmpty()) {
          look(connection);
        }
        Waiting.pause(PAUSE);
      }
    } catch (SQLException failure) {
      throw new UnreachableException(
          "reservations cannot be read: " + failure.getMessage(), failure);
    }
  }

  private void look(Connection connection) throws SQLException {
    var ids = new ArrayList<>(watched.keySet());
    try (var query = connection.prepareStatement(RELEASED)) {
      query.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      try (var rows = query.executeQuery()) {
        var now = System.nanoTime();
        while (rows.next()) {
          var since = watched.remove(rows.getObject(1, UUID.class));
          if (since != null) {
            latencies.recordValue(Math.max(0, now - since));
          }
        }
      }
    }
  }
}
