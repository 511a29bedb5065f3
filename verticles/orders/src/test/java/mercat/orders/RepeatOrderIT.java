package mercat.orders;

import static mercat.orders.RunningOrders.again;
import static mercat.orders.RunningOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.contracts.payments.AuthorizePayment;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same key names the same order, whenever, however often and wherever it is used again. */
class RepeatOrderIT {
  private static RunningOrders orders;

  @BeforeAll
  static void start() {
    orders = RunningOrders.start();
  }

  @AfterAll
  static void stop() {
    orders.close();
  }

  @BeforeEach
  void everybodyAgrees() {
    orders.everybodyAgrees();
  }

  @Test
  void answersWithTheOrderAsItStands() {
    var request = order();
    var first = (Reply.Placed) orders.place(request);
    assertThat(first.replayed()).isFalse();
    assertThat(orders.place(again(request)))
        .isEqualTo(new Reply.Placed(first.order(), first.orderToken(), true));
    assertThat(orders.announced(request.orderId())).hasSize(2);
    assertThat(orders.inventory.asked(ReserveStock.class))
        .extracting(ReserveStock::orderId)
        .containsOnlyOnce(request.orderId());
  }

  @Test
  void answersTheVerySameRequestAlike() {
    var request = order();
    var first = (Reply.Placed) orders.place(request);
    assertThat(orders.place(request))
        .as("the bus repeats with the same id")
        .isEqualTo(new Reply.Placed(first.order(), first.orderToken(), true));
  }

  @Test
  void refusesAKeyThatWasUsedForSomethingElse() {
    var request = order();
    var placed = orders.placed(request);
    assertThat(orders.place(order(request.key(), request.email(), new Line(new Sku("CUP"), 3))))
        .isEqualTo(new Reply.KeyReused());
    assertThat(orders.find(placed.id())).isEqualTo(placed);
  }

  @Test
  void knowsABuyerHoweverTheirAddressIsWritten() {
    var request = order();
    assertThat(orders.placed(request).status()).isEqualTo(OrderStatus.CONFIRMED);
    var shouted = order(request.key(), "BUYER@EXAMPLE.ORG ", request.lines().getFirst());
    assertThat(orders.place(shouted))
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
  void refusesAgainWhatWasOutOfStock() {
    var request = order();
    var shortages = List.of(new Shortage(new Sku("CUP"), 2, 1));
    orders.inventory.replies(ReserveStock.class, new ReserveStock.Reply.OutOfStock(shortages));
    assertThat(orders.place(request))
        .isEqualTo(new Reply.OutOfStock(request.orderId(), shortages, false));
    orders.everybodyAgrees();
    assertThat(orders.place(again(request)))
        .isEqualTo(new Reply.OutOfStock(request.orderId(), shortages, true));
  }

  @Test
  void refusesAgainWhatWasDeclined() {
    var request = order();
    orders.payments.replies(AuthorizePayment.class, new AuthorizePayment.Reply.Declined("no"));
    assertThat(orders.place(request)).isEqualTo(new Reply.Declined(request.orderId(), "no", false));
    orders.everybodyAgrees();
    assertThat(orders.place(again(request)))
        .isEqualTo(new Reply.Declined(request.orderId(), "no", true));
  }

  @Test
  void answersWithTheOrderWhateverItWouldCostToday() {
    var request = order();
    var first = orders.placed(request);
    orders.catalog.replies(
        PriceLines.class,
        new PriceLines.Reply.Priced(
            List.of(new PriceLines.Price(new Sku("CUP"), "Cup", new Money(9_999, "GBP")))));
    assertThat(((Reply.Placed) orders.place(again(request))).order()).isEqualTo(first);
    orders.catalog.replies(
        PriceLines.class, new PriceLines.Reply.UnknownSkus(List.of(new Sku("CUP"))));
    assertThat(((Reply.Placed) orders.place(again(request))).order()).isEqualTo(first);
  }

  @Test
  void waitsForTheFateOfAnOrderUnderWay() {
    var request = order();
    var payment = orders.withholdPayment();
    var first = orders.node().asking(request);
    orders.awaitAskedForPayment(request.orderId());
    var repeat = orders.node().asking(again(request));
    payment.complete(new AuthorizePayment.Reply.Authorized());
    var placed = (Reply.Placed) LocalNode.get(first);
    assertThat(placed.order().status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(LocalNode.get(repeat))
        .isEqualTo(new Reply.Placed(placed.order(), placed.orderToken(), true));
  }

  @Test
  void isOneOrderHoweverManyRepeatsComeAtOnce() {
    var request = order();
    var replies =
        orders.node().askAll(IntStream.range(0, 50).mapToObj(i -> again(request)).toList());
    assertOneOrder(replies);
  }

  @Test
  void isOneOrderWhereverRepeatsComeAtOnce() {
    try (var other = RunningOrders.on(orders.database(), Map.of())) {
      for (int round = 0; round < 5; round++) {
        var request = order();
        var asked =
            IntStream.range(0, 20)
                .<Future<Reply>>mapToObj(
                    i -> (i % 2 == 0 ? orders : other).node().asking(again(request)))
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
            .mapToObj(i -> order(key, "buyer@example.org", new Line(new Sku("CUP"), i)))
            .toList();
    var replies = orders.node().askAll(requests);
    assertThat(replies).filteredOn(new Reply.KeyReused()::equals).hasSize(29);
    var placed =
        replies.stream()
            .filter(Reply.Placed.class::isInstance)
            .map(reply -> ((Reply.Placed) reply).order())
            .toList();
    assertThat(placed)
        .singleElement()
        .satisfies(order -> {
          var its = requests.stream().filter(each -> each.orderId().equals(order.id())).toList();
          assertThat(order.lines().getFirst().quantity())
              .isEqualTo(its.getFirst().lines().getFirst().quantity());
        });
  }

  private static void assertOneOrder(List<Reply> replies) {
    var placed = replies.stream().map(Reply.Placed.class::cast).toList();
    assertThat(placed).filteredOn(reply -> !reply.replayed()).hasSize(1);
    assertThat(placed).extracting(Reply.Placed::order).containsOnly(placed.getFirst().order());
    var id = placed.getFirst().order().id();
    assertThat(orders.announced(id)).hasSize(2);
  }
}
