package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import mercat.contracts.Event;
import mercat.contracts.log.LogEntry;
import mercat.contracts.orders.OrderShipped;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In how many transactions a follower applies what comes. */
class FollowingIT {
  private static final Duration GATHER = Duration.ofMillis(200);
  private static final int EVENTS = 40; // of which each would cost a second

  private final List<LocalNode> nodes = new ArrayList<>();
  private final List<Integer> pages = new CopyOnWriteArrayList<>();

  /** Counts what it is given. */
  private final class Counted implements Follower {
    @Override
    public Set<Class<? extends Event>> applies() {
      return Set.of(OrderShipped.class);
    }

    @Override
    public void apply(Tx tx, List<LogEntry> entries) {
      pages.add(entries.size());
    }
  }

  @AfterEach
  void close() {
    nodes.forEach(LocalNode::close);
  }

  /** However slow the machine: a page each time that it has waited, and the first at once. */
  @Test
  void appliesTogetherWhatComesSoonAfterAPage() {
    var node = node(Map.of("log.gather", GATHER.toMillis() + "ms"));
    var orders = node.standIn("orders");
    follow(node);
    long began = System.nanoTime();
    IntStream.range(0, EVENTS).forEach(i -> orders.announces(new OrderShipped(Fresh.orderId())));
    node.awaitFollowed("inventory", "orders");
    long waited = (System.nanoTime() - began) / GATHER.toNanos();
    assertThat(pages).hasSizeLessThanOrEqualTo((int) waited + 2);
    assertThat(pages.stream().mapToInt(page -> page).sum()).isEqualTo(EVENTS);
  }

  /** It would wait for longer than is looked. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void goesOnAtOnceWhereAPageWasFull(int pageMax) {
    var node = node(Map.of("log.gather", "1s", "log.page-max", String.valueOf(pageMax)));
    var orders = node.standIn("orders");
    IntStream.range(0, pageMax * EVENTS)
        .forEach(i -> orders.announces(new OrderShipped(Fresh.orderId())));
    follow(node);
    node.awaitFollowed("inventory", "orders");
    assertThat(pages).hasSize(EVENTS).containsOnly(pageMax);
  }

  /** Three events of a transaction stay together, so that four are never read at once. */
  @Test
  void goesOnAtOnceAlsoWhereRowsDoNotFillAPage() {
    var node = node(Map.of("log.gather", "1s", "log.page-max", "4"));
    var orders = node.standIn("orders");
    IntStream.range(0, EVENTS)
        .forEach(i ->
            orders.announces(
                new OrderShipped(Fresh.orderId()),
                new OrderShipped(Fresh.orderId()),
                new OrderShipped(Fresh.orderId())));
    follow(node);
    node.awaitFollowed("inventory", "orders");
    assertThat(pages.stream().mapToInt(page -> page).sum()).isEqualTo(3 * EVENTS);
  }

  private LocalNode node(Map<String, String> settings) {
    var node = LocalNode.start(settings);
    nodes.add(node);
    return node;
  }

  private void follow(LocalNode node) {
    node.host("inventory", inventory -> inventory.follow("orders", new Counted()));
  }
}
