package mercat.inventory.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mercat.contracts.Line;
import mercat.contracts.Sku;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.inventory.StockLevel;
import mercat.testkit.Cases;
import org.junit.jupiter.api.Test;

class AvailableStockTest {
  private static final Sku CUP = new Sku("CUP");
  private static final Sku PLATE = new Sku("PLATE");

  @Test
  void takesEveryLineOrNone() {
    var stock =
        new AvailableStock(List.of(new StockLevel(PLATE, 3, 0), new StockLevel(CUP, 10, 4)));
    assertThat(stock.take(List.of(new Line(PLATE, 4), new Line(CUP, 7))))
        .containsExactly(new Shortage(PLATE, 4, 3), new Shortage(CUP, 7, 6));
    assertThat(stock.taken()).isEmpty();
    assertThat(stock.take(List.of(new Line(PLATE, 1), new Line(CUP, 6)))).isEmpty();
    assertThat(stock.taken()).containsExactly(Map.entry(CUP, 6L), Map.entry(PLATE, 1L));
    assertThat(stock.depleted()).containsExactly(CUP);
  }

  @Test
  void takesOfAnyBatchWhatAModelWouldTake() {
    Cases.check(500, AvailableStockTest::agreesWithAModel);
  }

  private static void agreesWithAModel(Cases cases) {
    var skus = IntStream.range(0, 6).mapToObj(i -> new Sku("S" + i)).toList();
    long[] before = skus.stream().mapToLong(sku -> cases.number(0, 12)).toArray();
    long[] left = before.clone();
    var stock = new AvailableStock(skus.stream().map(sku -> level(sku, before)).toList());
    int orders = cases.number(1, 20);
    for (int order = 0; order < orders; order++) {
      var lines =
          cases.someOf(skus, cases.number(1, 4)).stream()
              .map(sku -> new Line(sku, cases.number(1, 5)))
              .toList();
      var shortages =
          lines.stream()
              .filter(line -> left[place(line.sku())] < line.quantity())
              .map(line -> new Shortage(line.sku(), line.quantity(), left[place(line.sku())]))
              .toList();
      assertThat(stock.take(lines)).isEqualTo(shortages);
      if (shortages.isEmpty()) {
        lines.forEach(line -> left[place(line.sku())] -= line.quantity());
      }
    }
    for (var sku : skus) {
      long taken = before[place(sku)] - left[place(sku)];
      assertThat(stock.taken().getOrDefault(sku, 0L)).isEqualTo(taken);
      assertThat(stock.depleted().contains(sku)).isEqualTo(taken > 0 && left[place(sku)] == 0);
    }
  }

  private static StockLevel level(Sku sku, long[] units) {
    long reserved = place(sku);
    return new StockLevel(sku, units[place(sku)] + reserved, reserved);
  }

  private static int place(Sku sku) {
    return Integer.parseInt(sku.value().substring(1));
  }
}
