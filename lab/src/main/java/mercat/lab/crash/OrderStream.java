package mercat.lab.crash;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import mercat.lab.load.Intention;
import mercat.lab.load.Outcome;
import mercat.lab.month.Month;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.Shop;

/**
 * Buyers of one article who come until they are stopped; each repeats its order until it is told
 * its fate. Used by the load's thread, watched by others.
 */
final class OrderStream implements Iterator<Intention> {
  static final String SKU = "FREEZE";
  static final long PRICE_MINOR = 1_999;

  private static final int TROUBLES_MAX = 5;

  private final String name;
  private final Shop shop;
  private final AckFile acks;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong confirmed = new AtomicLong();
  private final Map<String, Buffer> underWay = new ConcurrentHashMap<>();
  private final List<String> troubles = new ArrayList<>();
  private long lastNanos = System.nanoTime();
  private long silentNanos;

  /**
   * A stream.
   *
   * @param name begins the keys and addresses of its buyers
   */
  OrderStream(String name, Shop shop, AckFile acks) {
    this.name = name;
    this.shop = shop;
    this.acks = acks;
  }

  /** Lets no further buyer come. */
  void stop() {
    stopped.set(true);
  }

  @Override
  public boolean hasNext() {
    return !stopped.get();
  }

  @Override
  public Intention next() {
    var key = name + "-" + sent.incrementAndGet();
    var request =
        shop.order(
                key, key + "@example.org", List.of(new Month.Line(SKU, 1, PRICE_MINOR)), "tok_ok")
            .render();
    underWay.put(key, request);
    return new Intention(request, outcome -> take(key, outcome));
  }

  /** The buyers who wait now, to be asked again elsewhere: the same bytes under the same keys. */
  List<Intention> repeats() {
    return underWay.entrySet().stream()
        .map(waiting ->
            new Intention(waiting.getValue(), outcome -> take(waiting.getKey(), outcome)))
        .toList();
  }

  private synchronized void take(String key, Outcome outcome) {
    underWay.remove(key);
    var order = Shop.placed(outcome.body());
    if (outcome.isSuccess() && order.isConfirmed()) {
      acks.write(key, order);
      confirmed.incrementAndGet();
      var now = System.nanoTime();
      silentNanos = Math.max(silentNanos, now - lastNanos);
      lastNanos = now;
    } else if (troubles.size() < TROUBLES_MAX) {
      troubles.add("order " + key + ": " + outcome.describe());
    }
  }

  /** Begins to measure silences anew. */
  synchronized void listen() {
    lastNanos = System.nanoTime();
    silentNanos = 0;
  }

  /** The longest time without a confirmed order, the present one included. */
  synchronized Duration silence() {
    return Duration.ofNanos(Math.max(silentNanos, System.nanoTime() - lastNanos));
  }

  /** Orders that buyers wanted so far, each counted once. */
  long sent() {
    return sent.get();
  }

  long confirmed() {
    return confirmed.get();
  }

  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }
}
