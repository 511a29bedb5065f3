package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shortest way through {@code crash}: one round on a small part of the month. */
class CrashIT {
  @Test
  void survivesTheLossOfProcessAndDatabaseInTheMiddleOfAReplay(@TempDir Path folder)
      throws Exception {
    var json = folder.resolve("crash.json");
    var exitCode =
        Main.commandLine()
            .execute(
                "crash",
                "--fault=both",
                "--rounds=1",
                "--orders=120",
                "--seed=1",
                "--data=" + folder,
                "--json=" + json);
    var verdict = new JsonObject(Files.readString(json));
    assertThat(verdict.getBoolean("ok")).as(verdict.encodePrettily()).isTrue();
    assertThat(exitCode).isZero();
  }
}
