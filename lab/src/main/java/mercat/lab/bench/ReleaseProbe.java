package mercat.lab.bench;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import mercat.lab.load.LoadGenerator.RequestStream;
import mercat.lab.load.RawResponse;
import mercat.lab.shop.OrderLoad;
import mercat.lab.system.Awaiting;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;
import org.HdrHistogram.Histogram;

/**
 * How long the stock of a declined order stays held after its buyer was told. At full load some
 * orders are declined by the provider; from the moment their 402 is read here, another connection
 * asks the database every few milliseconds whether their reservation is released. So the figure
 * contains the commit and that reader's own pause: it is too long rather than too short.
 */
final class ReleaseProbe implements RequestStream {
  private static final int ONE_IN = 50;
  private static final int WATCHED_MAX = 256;
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final String RELEASED =
      """
      select order_id::text from inventory.reservation
      where order_id = any (?::text[]::uuid[]) and state = 'released'\
      """;

  private final RequestStream good;
  private final RequestStream declined;
  private final Map<String, Long> watched = new ConcurrentHashMap<>();
  private final Histogram latencies = new Histogram(600_000_000_000L, 3);
  private final AtomicLong unnamed = new AtomicLong();

  private ReleaseProbe(OrderLoad orders) {
    good = orders.orders(OrderLoad.SKUS, "tok_ok");
    declined = orders.orders(OrderLoad.SKUS, "tok_declined");
  }

  /**
   * What was found.
   *
   * @param samples releases seen
   * @param missing declined orders whose release was not seen in time, or that named no order
   */
  record Release(double p99Ms, long samples, long missing) {}

  /** Declines orders for a while, and then waits so long for the last release. */
  static Release run(
      OrderLoad orders, DatabaseAccess database, Duration length, Duration patience) {
    var probe = new ReleaseProbe(orders);
    try (var session = ReadSession.on(database);
        var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var load = beside.submit(() -> orders.closedLoop(length, probe));
      while (!load.isDone()) {
        probe.look(session);
        Awaiting.pause(PAUSE);
      }
      Object unused = Awaiting.result(load);
      unused =
          Awaiting.until(
              patience,
              PAUSE,
              () -> {
                probe.look(session);
                return probe.watched.isEmpty();
              });
    }
    return new Release(
        probe.latencies.getValueAtPercentile(99) / 1e6,
        probe.latencies.getTotalCount(),
        probe.watched.size() + probe.unnamed.get());
  }

  @Override
  public Buffer request(long number) {
    return (isDeclined(number) ? declined : good).request(number);
  }

  @Override
  public boolean keepsBody(long number) {
    return isDeclined(number);
  }

  private static boolean isDeclined(long number) {
    return number % ONE_IN == 0;
  }

  @Override
  public void seen(long number, RawResponse response, long respondedNanos) {
    if (response.status() != 402 || watched.size() >= WATCHED_MAX) {
      return;
    }
    var id = ID.matcher(response.bodyText());
    if (id.find()) {
      watched.put(id.group(), respondedNanos);
    } else {
      unnamed.incrementAndGet();
    }
  }

  private void look(ReadSession session) {
    if (watched.isEmpty()) {
      return;
    }
    var ids = watched.keySet().toArray(String[]::new);
    for (var id : session.texts(RELEASED, (Object) ids)) {
      var since = watched.remove(id);
      if (since != null) {
        latencies.recordValue(Math.max(0, System.nanoTime() - since));
      }
    }
  }
}
