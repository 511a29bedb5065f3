package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does about an event that nobody can apply. */
class FollowerCommandIT {
  /** As a later version might have written it: this one knows its name, and cannot read it. */
  private static final String UNREADABLE =
      """
      insert into orders.log (position, first, events)
      select coalesce(max(position), 0) + 1, coalesce(max(position), 0) + 1,
             json_build_array(json_build_object('key', gen_random_uuid(), 'type', 'OrderConfirmed',
                                                'trace', '', 'payload', '{"is":"OrderConfirmed","orderId":7}'::json))
        from orders.log\
      """;

  @TempDir private Path folder;
  @AutoClose private RunningShop shop;

  @BeforeEach
  void open() throws Exception {
    shop = RunningShop.open(folder);
  }

  @Test
  void tellsWhatIsParkedAndLetsItBeDiscardedOrReadAgain() throws Exception {
    var listed = follower("list").ends(0).says("inventory", "payments", "accounts");
    assertThat(listed.said()).doesNotContain("restored");
    shop.change(UNREADABLE);
    eventually(() -> follower("parked", "inventory", "orders").ends(0).says("OrderConfirmed"));
    follower("retry", "inventory", "orders", "1").ends(3).says("it still cannot be applied");
    follower("discard", "inventory", "orders", "1").ends(0);
    follower("discard", "inventory", "orders", "1").ends(3);
    follower("reset", "inventory", "orders", "0")
        .ends(0)
        .says("inventory of orders goes on behind 0; it stood at 1");
    eventually(() -> follower("parked", "inventory", "orders").ends(0).says("OrderConfirmed"));
    follower("reset", "inventory", "orders", "2").ends(3).says("the log ends at position 1");
    follower("reset", "inventory", "catalog", "0")
        .ends(69)
        .says("there is no follower inventory of catalog");
  }

  @Test
  void acceptsALogThatWasRestored() throws Exception {
    shop.sells("CUP", 100, 5);
    shop.order("first", "ada@example.org", "CUP", 1, "tok_ok").is(201);
    shop.awaitStock("CUP", 4, 0);
    shop.change("update orders.log_head set incarnation = gen_random_uuid()");
    shop.order("second", "ada@example.org", "CUP", 1, "tok_ok").is(201);
    eventually(() -> follower("list").ends(0).says("restored: accept it or not"));
    shop.awaitStock("CUP", 4, 1);
    for (var context : new String[] {"inventory", "payments"}) {
      var position =
          shop.texts("select position from " + context + ".cursor where source = 'orders'");
      follower("accept", context, "orders", position.getFirst()).ends(0);
    }
    shop.awaitStock("CUP", 3, 0);
  }

  private SaidCommand follower(String... words) {
    return shop.commandOf("follower", words);
  }
}
