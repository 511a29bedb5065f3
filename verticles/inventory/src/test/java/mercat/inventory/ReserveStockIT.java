package mercat.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Line;
import mercat.contracts.Lines;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.ReserveStock.Reply;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.inventory.StockDepleted;
import mercat.contracts.inventory.StockReserved;
import mercat.testkit.Cases;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReserveStockIT {
  @AutoClose static final RunningInventory inventory = new RunningInventory();

  private final Sku cup = inventory.stocked(10);
  private final Sku plate = inventory.stocked(5);
  private final OrderId fresh = Fresh.orderId();

  @Test
  void holdsEveryLine() {
    assertThat(inventory.reserve(fresh, new Line(cup, 4), new Line(plate, 5)))
        .isEqualTo(new Reply.Reserved(fresh));
    inventory.assertLevel(cup, 10, 4);
    inventory.assertLevel(plate, 5, 5);
    assertThat(inventory.announced(fresh)).containsExactly(new StockReserved(fresh));
    assertThat(depletions(plate)).isEqualTo(1);
    assertThat(depletions(cup)).isZero();
  }

  @Test
  void refusesTheWholeOrderWhenOneLineIsShort() {
    assertThat(inventory.reserve(fresh, new Line(cup, 4), new Line(plate, 6)))
        .isEqualTo(new Reply.OutOfStock(List.of(new Shortage(plate, 6, 5))));
    inventory.assertLevel(cup, 10, 0);
    inventory.assertLevel(plate, 5, 0);
    assertThat(inventory.announced(fresh)).isEmpty();
  }

  @Test
  void refusesWhatWasNeverReceived() {
    var unheardOf = Fresh.sku();
    assertThat(inventory.reserve(Fresh.orderId(), new Line(unheardOf, 1)))
        .isEqualTo(new Reply.OutOfStock(List.of(new Shortage(unheardOf, 1, 0))));
  }

  @Test
  void answersARepeatAsBefore() {
    var id = inventory.holding(new Line(cup, 4));
    assertThat(inventory.reserve(id, new Line(cup, 4))).isEqualTo(new Reply.Reserved(id));
    assertThat(inventory.level(cup).reserved()).isEqualTo(4);
    assertThat(inventory.announced(id)).containsExactly(new StockReserved(id));
  }

  @Test
  void answersARefusalAsBeforeEvenWhenThereIsEnoughByNow() {
    var refusal = new Reply.OutOfStock(List.of(new Shortage(cup, 14, 10)));
    assertThat(inventory.reserve(fresh, new Line(cup, 14))).isEqualTo(refusal);
    inventory.receive(cup, 100);
    assertThat(inventory.reserve(fresh, new Line(cup, 14))).isEqualTo(refusal);
    assertThat(inventory.level(cup).reserved()).isZero();
  }

  @Test
  void holdsNothingForOtherLinesUnderTheSameId() {
    var id = inventory.holding(new Line(cup, 4));
    assertThat(inventory.reserve(id, new Line(cup, 5))).isEqualTo(new Reply.AlreadySettled());
    assertThat(inventory.reserve(id, new Line(cup, 4), new Line(plate, 1)))
        .isEqualTo(new Reply.AlreadySettled());
    assertThat(inventory.level(cup).reserved()).isEqualTo(4);
    assertThat(inventory.level(plate).reserved()).isZero();
  }

  @Test
  void holdsAsManyLinesAsAnOrderMayHave() {
    var skus = Stream.generate(Fresh::sku).limit(Lines.MAX).toList();
    var few = skus.subList(0, 300);
    few.forEach(sku -> inventory.receive(sku, 2));
    var id = Fresh.orderId();
    var reserve = new ReserveStock(id, few.stream().map(sku -> new Line(sku, 2)).toList());
    assertThat(inventory.ask(reserve)).isEqualTo(new Reply.Reserved(id));
    assertThat(inventory.ask(reserve)).isEqualTo(new Reply.Reserved(id));
    assertThat(few).allSatisfy(sku -> assertThat(inventory.level(sku).reserved()).isEqualTo(2));
    var all =
        new ReserveStock(Fresh.orderId(), skus.stream().map(sku -> new Line(sku, 1)).toList());
    assertThat(inventory.ask(all))
        .isEqualTo(
            new Reply.OutOfStock(skus.stream().map(sku -> new Shortage(sku, 1, 0)).toList()));
  }

  @Test
  void sellsNoUnitTwiceWhenManyWantTheSame() {
    var hot = inventory.stocked(100);
    var replies =
        inventory.inOneBatch(
            Stream.generate(() -> new ReserveStock(Fresh.orderId(), List.of(new Line(hot, 1))))
                .limit(250)
                .toList());
    assertThat(replies.subList(0, 100)).hasOnlyElementsOfType(Reply.Reserved.class);
    assertThat(replies.subList(100, 250))
        .containsOnly(new Reply.OutOfStock(List.of(new Shortage(hot, 1, 0))));
    inventory.assertLevel(hot, 100, 100);
    assertThat(depletions(hot)).isEqualTo(1);
  }

  @Test
  void decidesCopiesOfOneRequestInOneBatchOnce() {
    var copies = Collections.nCopies(20, new ReserveStock(fresh, List.of(new Line(cup, 3))));
    assertThat(inventory.inOneBatch(copies)).hasSize(20).containsOnly(new Reply.Reserved(fresh));
    assertThat(inventory.level(cup).reserved()).isEqualTo(3);
    assertThat(inventory.announced(fresh)).containsExactly(new StockReserved(fresh));
  }

  @Test
  void holdsWhatItStoresWhenOneIdComesWithSeveralOrdersInOneBatch() {
    Cases.check(
        3,
        cases -> {
          var skus = Stream.generate(() -> inventory.stocked(1_000)).limit(5).toList();
          var ids = Stream.generate(Fresh::orderId).limit(40).toList();
          var requests =
              cases.shuffled(
                  ids.stream()
                      .flatMap(id -> Stream.generate(() -> request(id, skus, cases)).limit(3))
                      .toList());
          var replies = inventory.inOneBatch(requests);
          assertThat(replies)
              .filteredOn(Reply.Reserved.class::isInstance)
              .containsAll(ids.stream().map(Reply.Reserved::new).toList());
          inventory.hears(ids.stream().map(RunningInventory::rejected).toArray(Event[]::new));
          assertThat(skus).allSatisfy(sku -> inventory.assertLevel(sku, 1_000, 0));
        });
  }

  @Test
  void holdsExactlyWhatItSaysWhateverComes() {
    Cases.check(10, ReserveStockIT::holdsExactlyWhatItSays);
  }

  private static void holdsExactlyWhatItSays(Cases cases) {
    var skus = IntStream.range(0, 4).mapToObj(i -> inventory.stocked(cases.number(1, 30))).toList();
    var orders = new ArrayList<>(cases.listOf(5, 40, () -> request(Fresh.orderId(), skus, cases)));
    orders.addAll(cases.someOf(orders, orders.size() / 3));
    var requests = cases.shuffled(orders);
    var replies = cases.chance() ? inventory.inOneBatch(requests) : inventory.askAll(requests);
    var decided = new HashMap<OrderId, Reply>();
    var held = new HashMap<Sku, Long>();
    for (int i = 0; i < requests.size(); i++) {
      var request = requests.get(i);
      var before = decided.putIfAbsent(request.orderId(), replies.get(i));
      assertThat(replies.get(i)).isEqualTo(before == null ? replies.get(i) : before);
      if (before == null && replies.get(i) instanceof Reply.Reserved) {
        request.lines().forEach(line -> held.merge(line.sku(), line.quantity(), Long::sum));
      }
    }
    for (var sku : skus) {
      var level = inventory.level(sku);
      assertThat(level.reserved()).isEqualTo(held.getOrDefault(sku, 0L));
      assertThat(level.available()).isNotNegative();
    }
  }

  private static ReserveStock request(OrderId id, List<Sku> skus, Cases cases) {
    var lines =
        cases.someOf(skus, cases.number(1, 3)).stream()
            .map(sku -> new Line(sku, cases.number(1, 6)))
            .toList();
    return new ReserveStock(id, lines);
  }

  private static long depletions(Sku sku) {
    return inventory.announced("inventory", sku.key()).stream()
        .filter(new StockDepleted(sku)::equals)
        .count();
  }
}
