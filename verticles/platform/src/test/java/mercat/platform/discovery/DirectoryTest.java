package mercat.platform.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  @AutoClose private final Vertx vertx = Vertx.vertx();
  private final Directory first = directory("n1");
  private final Directory second = directory("n2");

  @BeforeEach
  void announce() {
    first.own().announce("orders").await();
    second.own().announce("orders").await();
    see();
  }

  @Test
  void choosesItsOwnNode() {
    assertThat(first.choose("orders", null, none -> false)).isEqualTo("n1");
    assertThat(second.choose("orders", null, none -> false)).isEqualTo("n2");
  }

  @Test
  void choosesAnotherAfterItsOwnFailed() {
    assertThat(second.choose("orders", "n2", none -> false)).isEqualTo("n1");
  }

  @Test
  void routesWritesToTheFirstByName() {
    assertThat(first.chooseWriter("orders", none -> false)).isEqualTo("n1");
    assertThat(second.chooseWriter("orders", none -> false)).isEqualTo("n1");
  }

  @Test
  void routesWritesElsewhereWhileTheFirstIsAvoidedOrNotReady() {
    assertThat(second.chooseWriter("orders", node -> node.equals("n1"))).isEqualTo("n2");
    first.own().mark("orders", false);
    see();
    assertThat(first.chooseWriter("orders", none -> false)).isEqualTo("n2");
    assertThat(second.chooseWriter("orders", none -> false)).isEqualTo("n2");
  }

  @Test
  void findsNobodyWhereNobodyServes() {
    assertThat(first.chooseWriter("payments", none -> false)).isNull();
    assertThat(first.choose("payments", null, none -> false)).isNull();
  }

  private Directory directory(String id) {
    return new Directory(vertx, new Node(id, "1.0.0", 1, InstantSource.system()), Set::of);
  }

  /** Both look, until each sees who else is ready. */
  private void see() {
    first.look();
    second.look();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          assertThat(first.isFirst("orders")).isEqualTo(first.own().served().contains("orders"));
          assertThat(second.isFirst("orders")).isEqualTo(!first.own().served().contains("orders"));
        });
  }
}
