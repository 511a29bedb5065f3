package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shortest siege. Not held to what depends on who else uses this machine: how many of the
 * honest orders were taken at the first attempt, and how soon.
 */
class SiegeIT {
  @Test
  void livesAndKeepsItsBooksUnderEveryAttackAtOnce(@TempDir Path folder) throws Exception {
    var json = folder.resolve("siege.json");
    var exitCode =
        Main.commandLine()
            .execute(
                "siege",
                "--orders=10",
                "--seconds=5",
                "--strength=0.1",
                "--data=" + folder,
                "--json=" + json);
    var verdict = new JsonObject(Files.readString(json));
    assertThat(exitCode).isEqualTo(verdict.getBoolean("ok") ? 0 : 3);
    assertThat(verdict.getLong("taken")).isPositive();
    assertThat(verdict.getJsonArray("invariants"))
        .allMatch(finding -> ((JsonObject) finding).getBoolean("holds"));
    assertThat(verdict.getJsonArray("attacks"))
        .hasSizeGreaterThan(10)
        .noneMatch(attack -> ((JsonObject) attack).getJsonObject("answers").containsKey("500"));
  }
}
