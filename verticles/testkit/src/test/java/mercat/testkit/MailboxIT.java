package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.FailureKind;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two mailboxes of one context: what waits for the other, and what does not. */
class MailboxIT {
  private static final String LOCK = "select number from orders.thing where number = %d for update";

  @AutoClose private final LocalNode node = LocalNode.start(Map.of());
  private final BoundedContext context = node.host("orders", context -> {});
  private final List<Integer> batches = new CopyOnWriteArrayList<>();
  private final Mailbox<Integer, Integer> locking = context.mailbox("Lock", this::lock);
  private final Mailbox<Integer, Integer> other =
      context.mailboxOfEach("Other", (tx, number, call) -> number);

  @BeforeEach
  void create() {
    node.database()
        .execute(
            "create table orders.thing (number int primary key);"
                + " insert into orders.thing select generate_series(1, 3)");
  }

  @Test
  void oneDecidesWhileATransactionOfTheOtherIsUnderWay() {
    var held = node.hold(LOCK, 1);
    var waiting = locking.submit(1, call());
    node.database().awaitWaiting(1);
    assertThat(LocalNode.get(other.submit(7, call()))).isEqualTo(7);
    assertThat(waiting.isComplete()).isFalse();
    held.release();
    assertThat(LocalNode.get(waiting)).isEqualTo(1);
  }

  @Test
  void whatComesWhileItsOwnTransactionIsUnderWayIsDecidedTogetherInTheNext() {
    var held = node.hold(LOCK, 1);
    var first = locking.submit(1, call());
    node.database().awaitWaiting(1);
    var next = Stream.of(2, 3, 2).map(number -> locking.submit(number, call())).toList();
    assertThat(batches).containsExactly(1);
    held.release();
    assertThat(LocalNode.get(first)).isEqualTo(1);
    assertThat(next.stream().map(LocalNode::get)).containsExactly(2, 3, 2);
    assertThat(batches).containsExactly(1, 3);
  }

  @Test
  void anErrorFailsItsBatchAndTheMailboxGoesOn() {
    var broken = locking.submit(-3, call());
    LocalNode.assertFails(FailureKind.INTERNAL, () -> LocalNode.get(broken));
    assertThat(LocalNode.get(locking.submit(3, call()))).isEqualTo(3);
  }

  private List<Integer> lock(Tx tx, List<Asked<Integer>> batch) {
    batches.add(batch.size());
    for (var number : Asked.requests(batch)) {
      var unused = tx.query(LOCK.formatted(Math.abs(number)), Tuple.tuple());
      if (number < 0) {
        throw new StackOverflowError("as deep as a test goes");
      }
    }
    return Asked.requests(batch);
  }

  private static Call call() {
    return Call.bySystem("orders", Duration.ofSeconds(30));
  }
}
