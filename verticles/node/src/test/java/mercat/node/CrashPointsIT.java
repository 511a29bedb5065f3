package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The most telling of the points that {@code crash --points} lets a process die at: one before and
 * one after what decides an order's fate, the provider's call on both sides, a follower, and the
 * moment at which a client is told.
 */
class CrashPointsIT {
  private static final List<String> TELLING =
      List.of(
          "orders.StoreOrders.after-commit",
          "orders.SettleOrders.before-commit",
          "payments.authorize.after-call",
          "payments.capture.after-call",
          "inventory.follow-orders.after-commit",
          "edge.before-answer");

  @Test
  void everyOrderComesToItsRightEndWhereverTheProcessDies(@TempDir Path folder) throws Exception {
    var json = folder.resolve("points.json");
    var arguments =
        Stream.concat(
            Stream.of("crash", "--points", "--data=" + folder, "--json=" + json),
            TELLING.stream().map(point -> "--only=" + point));
    var exitCode = Main.commandLine().execute(arguments.toArray(String[]::new));
    var verdict = new JsonObject(Files.readString(json));
    assertThat(verdict.getBoolean("ok")).as(verdict.encodePrettily()).isTrue();
    assertThat(verdict.getJsonArray("points")).hasSize(TELLING.size());
    assertThat(exitCode).isZero();
  }

  @Test
  void refusesAPointThatIsNotThere(@TempDir Path folder) {
    var exitCode =
        Main.commandLine()
            .execute("crash", "--points", "--only=orders.nowhere", "--data=" + folder);
    assertThat(exitCode).isEqualTo(69);
  }
}
