package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shortest way through {@code torture}: one node, and every process of it dies under load. */
class TortureIT {
  @Test
  void survivesTheLossOfAllProcessesInTheMiddleOfARush(@TempDir Path folder) throws Exception {
    var json = folder.resolve("torture.json");
    var exitCode =
        Main.commandLine()
            .execute(
                "torture",
                "--nodes=1",
                "--minutes=1",
                "--faults=F22",
                "--rate=40",
                "--seed=1",
                "--data=" + folder,
                "--json=" + json);
    var verdict = new JsonObject(Files.readString(json));
    assertThat(verdict.getBoolean("ok")).as(verdict.encodePrettily()).isTrue();
    assertThat(exitCode).isZero();
    assertThat(verdict.getJsonArray("faults").getJsonObject(0).getInteger("count")).isPositive();
  }
}
