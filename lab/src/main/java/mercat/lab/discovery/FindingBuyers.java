package mercat.lab.discovery;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import mercat.lab.load.HttpText;
import mercat.lab.load.ServerAddress;
import mercat.lab.month.Month;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Awaiting;
import mercat.lab.system.HttpReads;
import mercat.lab.system.Repeated;
import mercat.verify.UnreachableException;

/**
 * Buyers who come steadily, each with one order for an edge that etcd lists, chosen by chance. One
 * whose attempt fails tries another edge, in the same words under the same key.
 */
final class FindingBuyers implements AutoCloseable {
  private static final int ATTEMPTS_MAX = 5;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final FoundEdges edges;
  private final ShopClient shop;
  private final Month.Product product;
  private final AtomicLong numbers = new AtomicLong();
  private final ExecutorService buying = Executors.newVirtualThreadPerTaskExecutor();
  private final Repeated coming;
  private volatile FoundTally tally = new FoundTally(Duration.ofSeconds(10));

  /**
   * Buyers who come from now on.
   *
   * @param shop any of the edges, where the product is on sale; nobody buys there because of that
   */
  FindingBuyers(FoundEdges edges, ShopClient shop, Month.Product product, int perSecond) {
    this.edges = edges;
    this.shop = shop;
    this.product = product;
    this.coming =
        new Repeated(
            Duration.ofNanos(1_000_000_000L / perSecond), "buyers", () -> come(tally.came()));
  }

  private void come(FoundTally counted) {
    var number = numbers.getAndIncrement();
    buying.execute(() -> {
      try {
        buy(number, counted);
      } catch (UnreachableException unread) {
        counted.failed("etcd cannot be read");
        counted.lost();
      } catch (RuntimeException unforeseen) {
        counted.failed(unforeseen.toString());
        counted.lost();
      } finally {
        counted.left();
      }
    });
  }

  /** Counts anew; what those who came before are still to see is counted where it was. */
  FoundTally countAnew(Duration attemptMax) {
    var before = tally;
    tally = new FoundTally(attemptMax);
    return before;
  }

  private void buy(long number, FoundTally counted) {
    var tried = new HashSet<ServerAddress>();
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      var address = choose(tried);
      if (address.isEmpty()) {
        counted.failed("nobody is listed");
      } else if (isServed(order(address.get(), number), counted)) {
        return;
      } else {
        tried.add(address.get());
      }
      Awaiting.pause(PAUSE);
    }
    counted.lost();
  }

  /** Somebody not tried yet, before those who were. */
  private Optional<ServerAddress> choose(Set<ServerAddress> tried) {
    var listed = edges.addresses();
    var fresh = listed.stream().filter(address -> !tried.contains(address)).toList();
    return oneOf(fresh.isEmpty() ? listed : fresh);
  }

  private static Optional<ServerAddress> oneOf(List<ServerAddress> addresses) {
    return addresses.isEmpty()
        ? Optional.empty()
        : Optional.of(addresses.get(ThreadLocalRandom.current().nextInt(addresses.size())));
  }

  private HttpText order(ServerAddress address, long number) {
    return new ShopClient(shop.load(), address, "", shop.policy())
        .order(
            "found-" + number,
            "buyer-" + number + "@example.org",
            List.of(new Month.Line(product.sku(), 1, product.priceMinor())),
            "tok_ok");
  }

  private static boolean isServed(HttpText order, FoundTally counted) {
    try {
      var response = HttpReads.send(order, counted.attemptMax());
      if (response.status() / 100 == 2) {
        return true;
      }
      counted.failed(
          "%d %s".formatted(response.status(), response.json().path("code").asText("no problem")));
    } catch (SocketTimeoutException silent) {
      counted.failed("no answer");
    } catch (IOException broken) {
      counted.failed("no connection");
    }
    return false;
  }

  @Override
  public void close() {
    coming.close();
    buying.close();
  }
}
