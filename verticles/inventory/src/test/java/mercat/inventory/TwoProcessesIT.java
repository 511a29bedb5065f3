package mercat.inventory;

import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.ReserveStock.Reply;
import mercat.testkit.Cases;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two processes of one system, whose batches and followers meet in one database. */
class TwoProcessesIT {
  @AutoClose static final RunningInventory one = new RunningInventory();
  @AutoClose static final RunningInventory other = new RunningInventory(one.database());

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decideOnceAnOrderThatBothWereAskedFor(boolean inOrder) {
    var first = inOrder ? one : other;
    var second = inOrder ? other : one;
    var cup = one.stocked(10);
    var plate = one.stocked(10);
    var both = Fresh.orderId();
    var alone = Fresh.orderId();
    var held = one.hold(cup);
    var firsts = first.reserving(both, new Line(cup, 3), new Line(plate, 3));
    one.database().awaitWaiting(1);
    var seconds = second.reserving(both, new Line(cup, 3), new Line(plate, 3));
    var thirds = second.reserving(alone, new Line(plate, 8));
    one.database().awaitWaiting(2);
    held.release();
    assertThat(get(firsts)).isEqualTo(new Reply.Reserved(both));
    assertThat(get(seconds)).isEqualTo(new Reply.Reserved(both));
    assertThat(get(thirds)).isInstanceOf(Reply.OutOfStock.class);
    one.assertLevel(cup, 10, 3);
    one.assertLevel(plate, 10, 3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void queueForTheSameStockWhateverTheOrderOfTheirLines(boolean inOrder) {
    var first = inOrder ? one : other;
    var second = inOrder ? other : one;
    var cup = one.stocked(10);
    var plate = one.stocked(10);
    var held = one.hold(plate);
    var firsts = first.reserving(Fresh.orderId(), new Line(plate, 6), new Line(cup, 1));
    one.database().awaitWaiting(1);
    var seconds = second.reserving(Fresh.orderId(), new Line(cup, 1), new Line(plate, 6));
    one.database().awaitWaiting(2);
    held.release();
    assertThat(get(firsts)).isInstanceOf(Reply.Reserved.class);
    assertThat(get(seconds)).isInstanceOf(Reply.OutOfStock.class);
    one.assertLevel(plate, 10, 6);
  }

  @Test
  void leaveAStockThatAddsUpHoweverTheyMeet() {
    Cases.check(3, TwoProcessesIT::addsUp);
  }

  private static void addsUp(Cases cases) {
    var skus = Stream.generate(() -> one.stocked(400)).limit(4).toList();
    var asked = new HashMap<ReserveStock, Future<Reply>>();
    var rejected = new HashSet<OrderId>();
    for (int round = 0; round < 20; round++) {
      var requests =
          cases.listOf(15, 15, () -> new ReserveStock(Fresh.orderId(), lines(skus, cases)));
      requests.forEach(request -> asked.put(request, anyNode(cases).asking(request)));
      cases
          .someOf(requests, 5)
          .forEach(request -> asked.put(request, anyNode(cases).asking(request)));
      var ids = cases.someOf(requests, 7).stream().map(ReserveStock::orderId).toList();
      anyNode(cases).announces(ids.stream().map(RunningInventory::rejected).toArray(Event[]::new));
      rejected.addAll(ids);
    }
    var confirmed = new ArrayList<Event>();
    var sold = new HashMap<Sku, Long>();
    asked.forEach((request, reply) -> {
      boolean stands =
          get(reply) instanceof Reply.Reserved && !rejected.contains(request.orderId());
      if (stands) {
        confirmed.add(RunningInventory.confirmed(request.orderId()));
        request.lines().forEach(line -> sold.merge(line.sku(), line.quantity(), Long::sum));
      }
    });
    one.hears(confirmed.toArray(Event[]::new));
    for (var sku : skus) {
      one.assertLevel(sku, 400 - sold.getOrDefault(sku, 0L), 0);
    }
  }

  private static RunningInventory anyNode(Cases cases) {
    return cases.chance() ? one : other;
  }

  private static List<Line> lines(List<Sku> skus, Cases cases) {
    return cases.someOf(skus, cases.number(1, 3)).stream()
        .map(sku -> new Line(sku, cases.number(1, 4)))
        .toList();
  }
}
