package mercat.inventory;

import static mercat.inventory.RunningInventory.cancelled;
import static mercat.inventory.RunningInventory.confirmed;
import static mercat.inventory.RunningInventory.rejected;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReserveStock.Reply;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.inventory.StockReserved;
import mercat.contracts.orders.OrderRejected;
import mercat.testkit.Cases;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What orders decides, and what it does to the stock. */
class SettleReservationsIT {
  @AutoClose static final RunningInventory inventory = new RunningInventory();

  private final Sku cup = inventory.stocked(10);
  private final OrderId fresh = Fresh.orderId();

  @Test
  void sellsWhatIsConfirmed() {
    var id = inventory.holding(new Line(cup, 4));
    inventory.hears(confirmed(id));
    inventory.assertLevel(cup, 6, 0);
    assertThat(inventory.announced(id)).containsExactly(new StockReserved(id));
    assertThat(inventory.reserve(id, new Line(cup, 4)))
        .as("a repeat after the sale")
        .isEqualTo(new Reply.Reserved(id));
    inventory.assertLevel(cup, 6, 0);
  }

  @Test
  void freesWhatIsRejected() {
    var id = inventory.holding(new Line(cup, 4));
    inventory.hears(rejected(id));
    inventory.assertLevel(cup, 10, 0);
    inventory.assertReleased(id);
    assertThat(inventory.reserve(id, new Line(cup, 4)))
        .as("a repeat after the release")
        .isEqualTo(new Reply.AlreadySettled());
    inventory.assertLevel(cup, 10, 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void putsBackIntoStockWhatIsCancelledAtOnceOrLater(boolean atOnce) {
    var id = inventory.holding(new Line(cup, 4));
    if (atOnce) {
      inventory.hears(confirmed(id), cancelled(id));
    } else {
      inventory.hears(confirmed(id));
      inventory.hears(cancelled(id));
    }
    inventory.assertLevel(cup, 10, 0);
    inventory.assertReleased(id);
  }

  @Test
  void doesEverythingOnceHoweverOftenItIsTold() {
    var sold = inventory.holding(new Line(cup, 1));
    var freed = inventory.holding(new Line(cup, 2));
    var returned = inventory.holding(new Line(cup, 4));
    inventory.hears(confirmed(sold), rejected(freed), confirmed(returned), cancelled(returned));
    inventory.hears(confirmed(sold), rejected(freed), cancelled(returned));
    inventory.hears(rejected(freed));
    inventory.assertLevel(cup, 9, 0);
    inventory.assertReleased(freed);
    inventory.assertReleased(returned);
  }

  @Test
  void leavesATombstoneThatALateReserveFinds() {
    inventory.hears(rejected(fresh));
    assertThat(inventory.reserve(fresh, new Line(cup, 4))).isEqualTo(new Reply.AlreadySettled());
    inventory.assertLevel(cup, 10, 0);
    assertThat(inventory.announced(fresh)).isEmpty();
  }

  @Test
  void leavesNoTombstoneWhereStockWasNeverAskedFor() {
    inventory.hears(new OrderRejected(fresh, "out_of_stock", Set.of()));
    assertThat(inventory.reserve(fresh, new Line(cup, 4))).isEqualTo(new Reply.Reserved(fresh));
  }

  @Test
  void freesNothingForAnOrderThatWasRefused() {
    var refusal = new Reply.OutOfStock(List.of(new Shortage(cup, 11, 10)));
    assertThat(inventory.reserve(fresh, new Line(cup, 11))).isEqualTo(refusal);
    inventory.hears(rejected(fresh));
    inventory.assertLevel(cup, 10, 0);
    assertThat(inventory.announced(fresh)).isEmpty();
    assertThat(inventory.reserve(fresh, new Line(cup, 11))).isEqualTo(refusal);
  }

  @Test
  void letsTheNextBuyerHaveWhatWasFreed() {
    var last = inventory.stocked(1);
    var first = inventory.holding(new Line(last, 1));
    assertThat(inventory.reserve(Fresh.orderId(), new Line(last, 1)))
        .isInstanceOf(Reply.OutOfStock.class);
    inventory.hears(rejected(first));
    assertThat(inventory.holding(new Line(last, 1))).isNotEqualTo(first);
  }

  @Test
  void aReleaseWaitsForTheReserveUnderWayAndFreesItsStock() {
    var held = inventory.hold(cup);
    var reserving = inventory.reserving(fresh, new Line(cup, 4));
    inventory.database().awaitWaiting(1);
    inventory.announces(rejected(fresh));
    inventory.database().awaitWaiting(2);
    held.release();
    assertThat(get(reserving)).isEqualTo(new Reply.Reserved(fresh));
    inventory.awaitFollowed("inventory", "orders");
    inventory.assertLevel(cup, 10, 0);
  }

  @Test
  void aReserveWaitsForTheReleaseUnderWayAndFindsItsTombstone() {
    var plate = inventory.stocked(10);
    var early = inventory.holding(new Line(cup, 4));
    var held = inventory.hold(cup);
    inventory.announces(rejected(fresh), rejected(early));
    inventory.database().awaitWaiting(1);
    var reserving = inventory.reserving(fresh, new Line(plate, 1));
    inventory.database().awaitWaiting(2);
    held.release();
    assertThat(get(reserving)).isEqualTo(new Reply.AlreadySettled());
    inventory.awaitFollowed("inventory", "orders");
    inventory.assertLevel(cup, 10, 0);
    inventory.assertLevel(plate, 10, 0);
  }

  /** As a node of the version before does, while a later one writes the log. */
  @Test
  void parksWhatItDoesNotUnderstandAndGoesOn() {
    var odd = inventory.holding(new Line(cup, 1));
    var plain = inventory.holding(new Line(cup, 2));
    var total = "\"total\":{\"amount\":500,\"currency\":\"GBP\"}";
    inventory.writes(
        RunningInventory.event("OrderRejected", odd, "\"reason\":\"x\",\"asked\":[\"VOUCHER\"]"),
        RunningInventory.event("OrderReviewed", odd, "\"by\":\"somebody\""),
        RunningInventory.event("OrderCancelled", odd, total),
        RunningInventory.event("OrderConfirmed", plain, total + ",\"voucher\":\"V1\""));
    inventory.hears(confirmed(plain));
    inventory.assertLevel(cup, 8, 1);
    assertThat(
            inventory.rows(
                "select type || ' ' || coalesce(payload ->> 'asked', '') || ' ' || error"
                    + " from inventory.parked where key = '%s' order by position",
                odd.value()))
        .satisfiesExactly(
            unread ->
                assertThat(unread).startsWith("OrderRejected [\"VOUCHER\"] ").contains("VOUCHER"),
            later -> assertThat(later).startsWith("OrderCancelled  an earlier event"));
  }

  @Test
  void leavesInStockWhatWasNeitherSoldNorHeld() {
    Cases.check(5, SettleReservationsIT::addsUp);
  }

  private static void addsUp(Cases cases) {
    var skus = List.of(inventory.stocked(500), inventory.stocked(500), inventory.stocked(500));
    var events = new ArrayList<Event>();
    long[] sold = new long[skus.size()];
    long[] held = new long[skus.size()];
    for (int order = 0; order < 60; order++) {
      var wanted = cases.someOf(List.of(0, 1, 2), cases.number(1, 3));
      int quantity = cases.number(1, 5);
      var id =
          inventory.holding(
              wanted.stream().map(i -> new Line(skus.get(i), quantity)).toArray(Line[]::new));
      switch (cases.number(0, 3)) {
        case 0 -> wanted.forEach(i -> held[i] += quantity);
        case 1 -> {
          events.add(confirmed(id));
          wanted.forEach(i -> sold[i] += quantity);
        }
        case 2 -> events.add(rejected(id));
        default -> events.addAll(List.of(confirmed(id), cancelled(id)));
      }
    }
    int cut = cases.number(0, events.size());
    inventory.announces(events.subList(0, cut).toArray(Event[]::new));
    inventory.hears(events.subList(cut, events.size()).toArray(Event[]::new));
    for (int i = 0; i < skus.size(); i++) {
      Sku sku = skus.get(i);
      inventory.assertLevel(sku, 500 - sold[i], held[i]);
    }
  }
}
