package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shortest way through the commands that look for faults, as the launcher runs them. Not held
 * to what depends on who else uses this machine: how much was served, and how soon.
 */
class LabIT {
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

  /** How a command ended, and what it wrote with {@code --json}. */
  private record Ended(int exitCode, JsonObject verdict) {
    void requireOk() {
      assertThat(verdict.getBoolean("ok")).as(verdict.encodePrettily()).isTrue();
      assertThat(exitCode).isZero();
    }

    /** Its exit code says what its verdict says, and the books are in order whatever that is. */
    void requireInvariants() {
      assertThat(exitCode).isEqualTo(verdict.getBoolean("ok") ? 0 : 3);
      assertThat(objects("invariants")).allMatch(finding -> finding.getBoolean("holds"));
    }

    List<JsonObject> objects(String key) {
      return verdict.getJsonArray(key).stream().map(JsonObject.class::cast).toList();
    }
  }

  private Ended run(String... arguments) throws IOException {
    var json = folder.resolve("verdict.json");
    var files = Stream.of("--data=" + folder, "--json=" + json);
    int exitCode =
        Main.commandLine()
            .execute(Stream.concat(Stream.of(arguments), files).toArray(String[]::new));
    return new Ended(exitCode, new JsonObject(Files.readString(json)));
  }

  @Test
  void survivesTheLossOfAllProcessesInTheMiddleOfARush() throws Exception {
    var torture =
        run("torture", "--nodes=1", "--minutes=1", "--faults=F22", "--rate=40", "--seed=1");
    torture.requireOk();
    assertThat(torture.objects("faults").getFirst().getInteger("count")).isPositive();
    assertThat(List.of("lost", "oversold", "doubleCharged", "ledgerOff", "unresolved", "changed"))
        .allMatch(count -> torture.verdict().getLong(count) == 0);
  }

  @Test
  void takesHooksOfTheProviderInAnyOrderAndNoneThatIsForged() throws Exception {
    var torture =
        run("torture", "--nodes=1", "--minutes=1", "--faults=F17", "--rate=40", "--seed=1");
    torture.requireOk();
    var hooks = torture.objects("faults").getFirst();
    assertThat(hooks.getString("id")).isEqualTo("F17");
    assertThat(hooks.getLong("hooksTaken")).isGreaterThan(500);
    assertThat(hooks.getLong("hooksRefused")).isGreaterThan(10);
  }

  @Test
  void everyOrderComesToItsRightEndWhereverTheProcessDies() throws Exception {
    var points = TELLING.stream().map(point -> "--only=" + point);
    var crash = run(Stream.concat(Stream.of("crash", "--points"), points).toArray(String[]::new));
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

  /** A small peak, and five times as much for a moment. */
  @Test
  void servesWhomItLetsInAndTellsTheRestWhenToComeAgain() throws Exception {
    var overload = run("overload", "--peak=40", "--times=5", "--seconds=5");
    overload.requireInvariants();
    var stretch = overload.objects("stretches").get(1);
    assertThat(stretch.getLong("shed")).isGreaterThan(300);
    assertThat(stretch.getLong("withoutRetryAfter")).isZero();
    assertThat(stretch.getDouble("goodputRatio")).isStrictlyBetween(0.0, 1.1);
  }

  @Test
  void hashesFewPasswordsAtOnceHoweverManySignIn() throws Exception {
    var storm = run("sign-ins", "--at-once=100", "--seconds=3");
    storm.requireInvariants();
    assertThat(storm.verdict().getLong("hashedAtOnceMax")).isBetween(1L, 2L);
    assertThat(storm.verdict().getLong("withoutRetryAfter")).isZero();
    var answers = storm.verdict().getJsonObject("answers");
    assertThat(answers.fieldNames()).containsExactlyInAnyOrder("201", "503");
    assertThat(answers.getLong("503")).isGreaterThan(50);
  }

  /** How long the answers take is not judged among other tests. */
  @Test
  void answersTheSameWhetherOrNotThereIsAnAccount() throws Exception {
    var timing = run("timing", "--samples=50", "--cheap");
    assertThat(timing.objects("questions"))
        .hasSize(3)
        .allMatch(asked -> asked.getJsonArray("known").size() == 1)
        .allMatch(asked -> asked.getJsonArray("known").equals(asked.getJsonArray("other")));
  }

  @Test
  void livesAndKeepsItsBooksUnderEveryAttackAtOnce() throws Exception {
    var siege = run("siege", "--orders=10", "--seconds=5", "--strength=0.1");
    siege.requireInvariants();
    assertThat(siege.verdict().getLong("taken")).isPositive();
    assertThat(siege.verdict().getDouble("offeredPerSecond"))
        .isLessThanOrEqualTo(10)
        .isLessThanOrEqualTo(
            Math.max(1, siege.verdict().getDouble("takenAlonePerSecond") / 10) + 0.001);
    assertThat(siege.objects("attacks"))
        .hasSizeGreaterThan(10)
        .noneMatch(attack -> attack.getJsonObject("answers").containsKey("500"));
  }

  @Test
  void nothingComesOfThreeThousandHostileRequests() throws Exception {
    try (var shop = RunningShop.open(folder)) {
      var said = new StringWriter();
      int exit =
          Main.commandLine()
              .setOut(new PrintWriter(said))
              .setErr(new PrintWriter(said))
              .execute(
                  "fuzz",
                  "--requests=3000",
                  "--seed=20261124",
                  "--port=" + shop.port(),
                  "--data=" + folder);
      assertThat(exit).as(said.toString()).isZero();
      assertThat(said.toString()).contains("seed 20261124", "no request did harm");
    }
  }
}
