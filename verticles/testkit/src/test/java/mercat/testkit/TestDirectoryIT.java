package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the database of tests that were killed. */
class TestDirectoryIT {
  /** There is no such process on any system. */
  private static final String GONE = "mercat-test-999999999-1-left";

  @TempDir private Path parent;

  /** A program of its own: has a database as tests have it, says so and waits to be killed. */
  static final class KilledTests {
    private KilledTests() {}

    public static void main(String[] arguments) throws Exception {
      var database = TestDatabase.fresh();
      System.out.println(TestDatabase.rows(database.admin(), "show data_directory").getFirst());
      Thread.currentThread().join();
    }
  }

  @Test
  void deletesWhatBelongsToProcessesThatAreGoneAndNothingElse() throws IOException {
    var mine = TestDirectory.make(parent);
    var reused = mine.getFileName().toString().replaceFirst("-[0-9]+-[^-]*$", "-1-reused");
    Files.createDirectories(parent.resolve(GONE).resolve("postgres/cluster"));
    Files.createDirectory(parent.resolve(reused));
    Files.createDirectory(parent.resolve("mercat-test4711"));
    var next = TestDirectory.make(parent);
    assertThat(parent).isDirectoryContaining(mine::equals).isDirectoryContaining(next::equals);
    assertThat(names()).hasSize(3).contains("mercat-test4711");
  }

  @Test
  void stopsTheServerThatOutlivedItsTests() throws Exception {
    var killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + parent,
                "-cp",
                System.getProperty("java.class.path"),
                KilledTests.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var said = killed.inputReader(StandardCharsets.UTF_8)) {
      var cluster =
          Path.of(said.lines().filter(line -> line.startsWith("/")).findFirst().orElse(""));
      var server = ProcessHandle.of(pid(cluster)).orElseThrow();
      var beside = TestDirectory.make(parent);
      assertThat(server.isAlive()).as("its tests run").isTrue();
      killed.destroyForcibly().waitFor();
      var next = TestDirectory.make(parent);
      assertThat(names())
          .containsExactlyInAnyOrder(
              beside.getFileName().toString(), next.getFileName().toString());
      await().atMost(Duration.ofSeconds(30)).until(() -> server.info().command().isEmpty());
    } finally {
      killed.destroyForcibly();
    }
  }

  private static long pid(Path cluster) throws IOException {
    return Long.parseLong(Files.readAllLines(cluster.resolve("postmaster.pid")).getFirst());
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(parent)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
