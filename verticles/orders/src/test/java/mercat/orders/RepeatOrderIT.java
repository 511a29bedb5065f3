package mercat.orders;

import static mercat.orders.RunningOrders.CUP;
import static mercat.orders.RunningOrders.again;
import static mercat.orders.RunningOrders.order;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Line;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same key names the same order, whenever, however often and wherever it is used again. */
class RepeatOrderIT {
  @AutoClose @RegisterExtension static final RunningOrders orders = new RunningOrders();

  @Test
  void answersWithTheOrderAsItStands() {
    var request = order();
    var first = (Reply.Placed) orders.ask(request);
    assertThat(first.replayed()).isFalse();
    assertThat(orders.ask(again(request))).isEqualTo(replayed(first));
    assertThat(orders.ask(request))
        .as("the bus repeats with the same id")
        .isEqualTo(replayed(first));
    assertThat(orders.announced(request.orderId())).hasSize(2);
    assertThat(orders.inventory.asked(ReserveStock.class))
        .extracting(ReserveStock::orderId)
        .containsOnlyOnce(request.orderId());
  }

  @Test
  void refusesAKeyThatWasUsedForSomethingElse() {
    var request = order();
    var placed = orders.placed(request);
    assertThat(orders.ask(order(request.key(), request.email(), new Line(CUP, 3))))
        .isEqualTo(new Reply.KeyReused());
    assertThat(orders.find(placed.id())).isEqualTo(placed);
  }

  @Test
  void knowsABuyerHoweverTheirAddressIsWritten() {
    var request = order();
    assertThat(orders.placed(request).status()).isEqualTo(OrderStatus.CONFIRMED);
    var shouted = order(request.key(), "BUYER@EXAMPLE.ORG ", request.lines().getFirst());
    assertThat(orders.ask(shouted))
        .as("another text under the key of the same buyer")
        .isEqualTo(new Reply.KeyReused());
  }

  @Test
  void tellsBuyersApartThoughTheirKeysAreAlike() {
    var request = order();
    var theirs = order(request.key(), "other@example.org", request.lines().getFirst());
    assertThat(orders.placed(request).id()).isEqualTo(request.orderId());
    assertThat(orders.placed(theirs).id()).isEqualTo(theirs.orderId());
  }

  @Test
  void answersWithTheOrderWhateverItWouldCostToday() {
    var request = order();
    var first = orders.placed(request);
    orders.cupsCost(9_999);
    assertThat(orders.placed(again(request))).isEqualTo(first);
    orders.cupsAreUnknown();
    assertThat(orders.placed(again(request))).isEqualTo(first);
  }

  /** But for one that is tried while the first is not committed yet. */
  @Test
  void usesUpNoNumbers() {
    var request = order();
    var replies = orders.askAll(Stream.generate(() -> again(request)).limit(50).toList());
    var first = number(((Reply.Placed) replies.getFirst()).order());
    assertThat(orders.askAll(Stream.generate(() -> again(request)).limit(50).toList())).hasSize(50);
    assertThat(number(orders.placed(order()))).isBetween(first + 1, first + 2);
  }

  @Test
  void waitsForTheFateOfAnOrderUnderWay() {
    var request = order();
    var first = orders.placing(request);
    var repeat = orders.asking(again(request));
    first.authorize();
    assertThat(first.status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(get(repeat)).isEqualTo(replayed((Reply.Placed) get(first.reply())));
  }

  @Test
  void isOneOrderWhereverRepeatsComeAtOnce() {
    try (var other = new RunningOrders(orders.database(), Map.of())) {
      for (int round = 0; round < 5; round++) {
        var request = order();
        var asked =
            IntStream.range(0, 20)
                .<Future<Reply>>mapToObj(i -> (i % 2 == 0 ? orders : other).asking(again(request)))
                .toList();
        assertOneOrder(asked.stream().map(LocalNode::get).toList());
      }
    }
  }

  @Test
  void decidesWhoIsFirstWhenOneKeyComesWithSeveralOrdersAtOnce() {
    var key = Fresh.text("key");
    var requests =
        IntStream.rangeClosed(1, 30)
            .mapToObj(i -> order(key, "buyer@example.org", new Line(CUP, i)))
            .toList();
    var replies = orders.askAll(requests);
    assertThat(replies).filteredOn(new Reply.KeyReused()::equals).hasSize(29);
    assertThat(replies)
        .filteredOn(Reply.Placed.class::isInstance)
        .singleElement()
        .satisfies(reply -> {
          var order = ((Reply.Placed) reply).order();
          var its = requests.stream().filter(each -> each.orderId().equals(order.id())).toList();
          assertThat(order.lines().getFirst().quantity())
              .isEqualTo(its.getFirst().lines().getFirst().quantity());
        });
  }

  private static long number(Order order) {
    return Long.parseLong(order.number().substring(1));
  }

  private static Reply replayed(Reply.Placed first) {
    return new Reply.Placed(first.order(), first.orderToken(), true);
  }

  private static void assertOneOrder(List<Reply> replies) {
    var placed = replies.stream().map(Reply.Placed.class::cast).toList();
    var order = placed.getFirst().order();
    assertThat(placed).filteredOn(reply -> !reply.replayed()).hasSize(1);
    assertThat(placed).extracting(Reply.Placed::order).containsOnly(order);
    assertThat(orders.announced(order.id())).hasSize(2);
  }
}
