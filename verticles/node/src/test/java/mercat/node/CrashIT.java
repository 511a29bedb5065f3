package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shortest way through the commands that let processes die. */
class CrashIT {
  /**
   * The most telling of the points that {@code crash --points} lets a process die at: one before
   * and one after what decides an order's fate, the provider's call on both sides, a follower, and
   * the moment at which a client is told.
   */
  private static final List<String> TELLING =
      List.of(
          "orders.StoreOrders.after-commit",
          "orders.SettleOrders.before-commit",
          "payments.authorize.after-call",
          "payments.capture.after-call",
          "inventory.follow-orders.after-commit",
          "promotions.RedeemCoupon.after-commit",
          "edge.before-answer");

  @TempDir private Path folder;

  @Test
  void survivesTheLossOfAllProcessesAndHooksThatComeTwiceLateAndForged() throws Exception {
    var torture = torture("--faults=F17,F22", "--rate=40");
    torture.requireOk();
    assertThat(torture.objects("faults"))
        .extracting(fault -> fault.getString("id"))
        .containsExactlyInAnyOrder("F17", "F22");
    assertThat(torture.objects("faults"))
        .allMatch(fault -> fault.getInteger("count") == 1)
        .anyMatch(fault -> fault.getLong("hooksTaken", 0L) > 100)
        .anyMatch(fault -> fault.getLong("hooksRefused", 0L) > 0);
    assertThat(List.of("lost", "oversold", "doubleCharged", "ledgerOff", "unresolved", "changed"))
        .allMatch(count -> torture.verdict().getLong(count) == 0);
  }

  /** The provider fails, sends what it must not, and dies, in a process of its own. */
  @Test
  void chargesOnceThroughAProviderThatFailsAndDies() throws Exception {
    var torture = torture("--provider=stripe", "--faults=F17", "--rate=20");
    torture.requireOk();
    var provider = torture.verdict().getJsonObject("provider");
    assertThat(provider.getLong("live")).isGreaterThan(20);
    assertThat(provider.getLong("deaths")).isEqualTo(1);
    assertThat(provider.getLong("badlySignedHooks")).isPositive();
    assertThat(List.of("ordersChargedTwice", "uncharged", "unknown", "strangersRows"))
        .allMatch(count -> provider.getLong(count) == 0);
  }

  @Test
  void everyOrderComesToItsRightEndWhereverTheProcessDies() throws Exception {
    var points = TELLING.stream().map(point -> "--only=" + point);
    var crash =
        EndedCommand.of(
            folder, Stream.concat(Stream.of("crash", "--points"), points).toArray(String[]::new));
    crash.requireOk();
    assertThat(crash.objects("points")).hasSameSizeAs(TELLING);
  }

  @Test
  void refusesAPointThatIsNotThere() {
    SaidCommand.of("crash", "--points", "--only=orders.nowhere", "--data=" + folder).ends(69);
  }

  /** Each fault once, on one node. */
  private EndedCommand torture(String... more) throws IOException {
    var words = Stream.of("torture", "--nodes=1", "--minutes=10", "--once", "--seed=1");
    return EndedCommand.of(folder, Stream.concat(words, Stream.of(more)).toArray(String[]::new));
  }
}
