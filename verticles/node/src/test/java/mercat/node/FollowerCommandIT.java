package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
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
  private RunningShop shop;
  private String said = "";

  @BeforeEach
  void open() throws Exception {
    shop = RunningShop.open(folder);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void tellsWhatIsParkedAndLetsItBeDiscardedOrReadAgain() throws Exception {
    assertThat(follower("list")).as(said).isZero();
    assertThat(said).contains("inventory", "payments", "accounts").doesNotContain("restored");
    shop.change(UNREADABLE);
    await()
        .atMost(RunningShop.SOON)
        .untilAsserted(() -> {
          assertThat(follower("parked", "inventory", "orders")).isZero();
          assertThat(said).contains("OrderConfirmed");
        });
    assertThat(follower("retry", "inventory", "orders", "1")).isEqualTo(3);
    assertThat(said).contains("it still cannot be applied");
    assertThat(follower("discard", "inventory", "orders", "1")).as(said).isZero();
    assertThat(follower("discard", "inventory", "orders", "1")).isEqualTo(3);

    assertThat(follower("reset", "inventory", "orders", "0")).as(said).isZero();
    assertThat(said).contains("inventory of orders goes on behind 0; it stood at 1");
    await()
        .atMost(RunningShop.SOON)
        .untilAsserted(() -> {
          assertThat(follower("parked", "inventory", "orders")).isZero();
          assertThat(said).contains("OrderConfirmed");
        });
    assertThat(follower("reset", "inventory", "orders", "2")).isEqualTo(3);
    assertThat(said).contains("the log ends at position 1");
    assertThat(follower("reset", "inventory", "catalog", "0")).isEqualTo(69);
    assertThat(said).contains("there is no follower inventory of catalog");
  }

  @Test
  void acceptsALogThatWasRestored() throws Exception {
    shop.sells("CUP", 100, 5);
    shop.order("first", "ada@example.org", "CUP", 1, "tok_ok").is(201);
    shop.awaitStock("CUP", 4, 0);
    shop.change("update orders.log_head set incarnation = gen_random_uuid()");
    shop.order("second", "ada@example.org", "CUP", 1, "tok_ok").is(201);
    await()
        .atMost(RunningShop.SOON)
        .untilAsserted(() -> {
          assertThat(follower("list")).isZero();
          assertThat(said).contains("restored: accept it or not");
        });
    shop.awaitStock("CUP", 4, 1);
    for (var context : new String[] {"inventory", "payments"}) {
      var position =
          shop.texts("select position from " + context + ".cursor where source = 'orders'");
      assertThat(follower("accept", context, "orders", position.getFirst())).as(said).isZero();
    }
    shop.awaitStock("CUP", 3, 0);
  }

  private int follower(String... words) {
    var all = Stream.concat(Stream.of("follower"), Stream.of(words)).toArray(String[]::new);
    var ended = shop.command(all);
    said = ended.said();
    return ended.exitCode();
  }
}
