package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A command of the lab that is killed leaves no process: no node, no database, nobody's watcher.
 */
class KilledLabIT {
  private static final Duration MAX = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void endsItsNodesAndTheirDatabaseWithTheCommandThatStartedThem() throws Exception {
    var command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dmercat.programs=" + System.getProperty("mercat.programs"),
                "-jar",
                "target/mercat.jar",
                "cluster",
                "--nodes=1",
                "--data=" + folder)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    try {
      await()
          .atMost(MAX)
          .until(() -> !command.isAlive() || Files.exists(folder.resolve("cluster/nodes.json")));
      await().atMost(MAX).until(() -> its(" up --data ") == 1 && its("postgres -D ") == 1);
      assertThat(its("db serve ")).isOne();
      command.destroyForcibly().waitFor();
      await().atMost(MAX).until(() -> its("") == 0);
    } finally {
      command.destroyForcibly();
    }
  }

  /** How many processes were called with these words, and with the command's directory. */
  private long its(String words) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(folder + "/cluster") && line.contains(words))
        .count();
  }
}
