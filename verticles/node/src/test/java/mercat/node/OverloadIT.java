package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shortest way through {@code overload}: a small peak, and five times as much for a moment. Not
 * held to what depends on who else uses this machine: how much was served, and how soon.
 */
class OverloadIT {
  @Test
  void servesWhomItLetsInAndTellsTheRestWhenToComeAgain(@TempDir Path folder) throws Exception {
    var json = folder.resolve("overload.json");
    var exitCode =
        Main.commandLine()
            .execute(
                "overload",
                "--peak=40",
                "--times=5",
                "--seconds=5",
                "--data=" + folder,
                "--json=" + json);
    var verdict = new JsonObject(Files.readString(json));
    assertThat(exitCode).isEqualTo(verdict.getBoolean("ok") ? 0 : 3);
    assertThat(verdict.getJsonArray("invariants"))
        .allMatch(finding -> ((JsonObject) finding).getBoolean("holds"));
    var overload = verdict.getJsonArray("stretches").getJsonObject(1);
    assertThat(overload.getLong("shed")).isGreaterThan(300);
    assertThat(overload.getLong("withoutRetryAfter")).isZero();
    assertThat(overload.getDouble("goodputRatio")).isStrictlyBetween(0.0, 1.1);
  }
}
