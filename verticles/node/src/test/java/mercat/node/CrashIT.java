package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

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
  void survivesTheLossOfAllProcessesInTheMiddleOfARush() throws Exception {
    var torture =
        EndedCommand.of(
            folder, "torture", "--nodes=1", "--minutes=1", "--faults=F22", "--rate=40", "--seed=1");
    torture.requireOk();
    assertThat(torture.objects("faults").getFirst().getInteger("count")).isPositive();
    assertThat(List.of("lost", "oversold", "doubleCharged", "ledgerOff", "unresolved", "changed"))
        .allMatch(count -> torture.verdict().getLong(count) == 0);
  }

  @Test
  void takesHooksOfTheProviderInAnyOrderAndNoneThatIsForged() throws Exception {
    var torture =
        EndedCommand.of(
            folder, "torture", "--nodes=1", "--minutes=1", "--faults=F17", "--rate=40", "--seed=1");
    torture.requireOk();
    var hooks = torture.objects("faults").getFirst();
    assertThat(hooks.getString("id")).isEqualTo("F17");
    assertThat(hooks.getLong("hooksTaken")).isGreaterThan(100);
    assertThat(hooks.getLong("hooksRefused")).isPositive();
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
    var exitCode =
        Main.commandLine()
            .execute("crash", "--points", "--only=orders.nowhere", "--data=" + folder);
    assertThat(exitCode).isEqualTo(69);
  }
}
