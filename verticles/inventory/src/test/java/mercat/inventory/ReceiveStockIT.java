package mercat.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mercat.contracts.Line;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.ReceiveStock.Reply;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.contracts.inventory.StockReceived;
import mercat.contracts.log.StaffActed;
import mercat.platform.Actor;
import mercat.testkit.Cases;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReceiveStockIT {
  @AutoClose static final RunningInventory inventory = new RunningInventory();

  @Test
  void addsADeliveryToWhatIsThere() {
    var sku = Fresh.sku();
    assertThat(inventory.ask(new ReceiveStock(sku, "monday", 5, "")))
        .isEqualTo(new Reply.Received(new StockLevel(sku, 5, 0), false));
    assertThat(inventory.ask(new ReceiveStock(sku, "tuesday", 7, "late")))
        .isEqualTo(new Reply.Received(new StockLevel(sku, 12, 0), false));
    assertThat(inventory.announced("inventory", sku.key()))
        .containsExactly(new StockReceived(sku, 5), new StockReceived(sku, 7));
  }

  @Test
  void addsADeliveryOnceHoweverOftenItIsTold() {
    var sku = Fresh.sku();
    var delivery = new ReceiveStock(sku, "monday", 5, "");
    var level = new StockLevel(sku, 5, 0);
    assertThat(inventory.askAll(Collections.nCopies(10, delivery)))
        .containsOnlyOnce(new Reply.Received(level, false))
        .contains(new Reply.Received(level, true));
    assertThat(inventory.level(sku)).isEqualTo(level);
  }

  @Test
  void refusesAKeyThatNamesAnotherDelivery() {
    var sku = Fresh.sku();
    assertThat(inventory.ask(new ReceiveStock(sku, "monday", 5, "")))
        .isInstanceOf(Reply.Received.class);
    for (var other :
        List.of(
            new ReceiveStock(sku, "monday", 6, ""),
            new ReceiveStock(sku, "monday", 5, "returned"))) {
      assertThat(inventory.ask(other)).isEqualTo(new Reply.KeyReused());
    }
    assertThat(inventory.level(sku).onHand()).isEqualTo(5);
  }

  @Test
  void addsTheDeliveryItStoresWhenOneKeyComesWithSeveralQuantitiesAtOnce() {
    Cases.check(3, ReceiveStockIT::addsTheDeliveryItStores);
  }

  private static void addsTheDeliveryItStores(Cases cases) {
    var skus = Stream.generate(Fresh::sku).limit(40).toList();
    var deliveries =
        cases.shuffled(
            skus.stream()
                .flatMap(
                    sku -> LongStream.of(1, 2, 3).mapToObj(n -> new ReceiveStock(sku, "k", n, "")))
                .toList());
    var replies = inventory.inOneBatch(deliveries);
    for (var sku : skus) {
      long added = inventory.level(sku).onHand();
      for (int i = 0; i < replies.size(); i++) {
        if (deliveries.get(i).sku().equals(sku)) {
          assertThat(replies.get(i))
              .isEqualTo(
                  deliveries.get(i).quantity() == added
                      ? new Reply.Received(new StockLevel(sku, added, 0), false)
                      : new Reply.KeyReused());
        }
      }
    }
  }

  @Test
  void takesDeliveriesFromStaffOfTheCatalogOnly() {
    var sku = Fresh.sku();
    var delivery = new ReceiveStock(sku, "monday", 5, "");
    inventory.assertOnlyFor("stock:write", delivery);
    assertThat(inventory.ask(new StockLevels(List.of(sku))).levels()).isEmpty();
    assertThat(inventory.announced("inventory", sku.key())).isEmpty();
    assertThat(inventory.askAs(new Actor("noor", Set.of("catalog")), delivery))
        .isEqualTo(new Reply.Received(new StockLevel(sku, 5, 0), false));
  }

  @Test
  void tellsDeliveriesOfDifferentSkusApartThoughTheirKeysAreAlike() {
    var cup = Fresh.sku();
    var plate = Fresh.sku();
    var replies =
        inventory.askAll(
            Stream.of(cup, plate).map(sku -> new ReceiveStock(sku, "monday", 1, "")).toList());
    assertThat(replies)
        .containsExactly(
            new Reply.Received(new StockLevel(cup, 1, 0), false),
            new Reply.Received(new StockLevel(plate, 1, 0), false));
  }

  @Test
  void makesWhatWasSoldOutAvailableAgain() {
    var sku = inventory.stocked(1);
    assertThat(inventory.holding(new Line(sku, 1))).isNotNull();
    inventory.receive(sku, 2);
    inventory.assertLevel(sku, 3, 1);
    assertThat(inventory.holding(new Line(sku, 2))).isNotNull();
  }

  @Test
  void tellsTheLevelsAscendingAndLeavesOutWhatItNeverReceived() {
    var one = inventory.stocked(1);
    var two = inventory.stocked(2);
    assertThat(inventory.ask(new StockLevels(List.of(two, Fresh.sku(), one))).levels())
        .containsExactly(new StockLevel(one, 1, 0), new StockLevel(two, 2, 0));
  }

  @Test
  void tellsTheAuditWhatWasOnHandBeforeAndAfterEachDelivery() {
    var sku = Fresh.sku();
    var monday = new ReceiveStock(sku, "monday", 5, "");
    assertThat(
            inventory.inOneBatch(
                List.of(monday, monday, new ReceiveStock(sku, "tuesday", 7, "late"))))
        .hasSize(3);
    assertThat(inventory.staffActions("inventory", "product:" + sku))
        .containsExactly(received(sku, "0", "5"), received(sku, "5", "12"));
  }

  private static StaffActed received(Sku sku, String before, String after) {
    return new StaffActed(
        "client:noor",
        "receiveStock",
        "product:" + sku,
        Map.of("onHand", before),
        Map.of("onHand", after));
  }
}
