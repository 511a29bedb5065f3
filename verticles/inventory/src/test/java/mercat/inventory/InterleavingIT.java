package mercat.inventory;

import static mercat.inventory.RunningInventory.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import mercat.contracts.Line;
import mercat.contracts.inventory.ReserveStock.Reply;
import mercat.contracts.inventory.StockLevel;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A batch of reservations and the follower that meet, in each order. */
class InterleavingIT {
  private static RunningInventory inventory;

  @BeforeAll
  static void start() {
    inventory = RunningInventory.start();
  }

  @AfterAll
  static void stop() {
    inventory.close();
  }

  @Test
  void aReleaseWaitsForTheReserveUnderWayAndFreesItsStock() {
    var cup = inventory.stocked(10);
    var id = Fresh.orderId();
    var held = inventory.hold(cup);
    var reserving = inventory.reserving(id, new Line(cup, 4));
    inventory.database().awaitWaiting(1);
    inventory.announces(rejected(id));
    inventory.database().awaitWaiting(2);
    held.release();
    assertThat(LocalNode.get(reserving)).isEqualTo(new Reply.Reserved(id));
    inventory.node().awaitFollowed("inventory", "orders");
    assertThat(inventory.level(cup)).isEqualTo(new StockLevel(cup, 10, 0));
  }

  @Test
  void aReserveWaitsForTheReleaseUnderWayAndFindsItsTombstone() {
    var cup = inventory.stocked(10);
    var plate = inventory.stocked(10);
    var late = Fresh.orderId();
    var early = inventory.holding(new Line(cup, 4));
    var held = inventory.hold(cup);
    inventory.announces(rejected(late), rejected(early));
    inventory.database().awaitWaiting(1);
    var reserving = inventory.reserving(late, new Line(plate, 1));
    inventory.database().awaitWaiting(2);
    held.release();
    assertThat(LocalNode.get(reserving)).isEqualTo(new Reply.AlreadySettled());
    inventory.node().awaitFollowed("inventory", "orders");
    assertThat(inventory.level(cup)).isEqualTo(new StockLevel(cup, 10, 0));
    assertThat(inventory.level(plate)).isEqualTo(new StockLevel(plate, 10, 0));
  }
}
