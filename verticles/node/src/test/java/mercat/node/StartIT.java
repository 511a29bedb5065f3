package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts that end: in one line, before anything is changed, and with all that was started. */
class StartIT {
  private static final Duration END_MAX = Duration.ofSeconds(60);

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          up --data DATA --port 70000                | 78 | edge.port: '70000' is not a port, from 0 to 65535
          up --data DATA --config DATA/none.yaml     | 78 | none.yaml: cannot be read
          up --data DATA --db foo                    | 78 | --db wants postgresql://USER:PASSWORD@HOST:PORT/DATABASE
          up --data DATA --db postgresql://u:se#cret@h/d | 78 | --db wants postgresql://USER:PASSWORD@HOST:PORT/DATABASE
          up --data DATA --db postgresql://u:secret@h/d?sslmode=prefer | 78 | --db: sslmode=prefer would go on without TLS
          up --data DATA --db postgresql://u:secret@h/d?options=x | 78 | --db: options is no parameter that Mercat obeys
          up --data DATA --db postgresql://u:secret@h/d?sslmode=verify-full | 78 | --db: sslmode=verify-full wants sslrootcert=FILE
          up --data DATA --db postgresql://u:secret@h/d?sslmode=require&sslrootcert=/none | 78 | --db: sslrootcert: /none cannot be read
          up --data DATA --db postgresql://u:secret@h/d?connect_timeout=soon | 78 | --db: connect_timeout is a number of seconds
          up --data=                                 | 78 | --data is empty
          """)
  void saysInOneLineWhatIsWrongBeforeAnythingIsChanged(String command, int exit, String line)
      throws Exception {
    var process = start(Map.of("MERCAT_EDGE_HSTS", "1d"), command.split(" "));
    assertThat(exitCode(process)).isEqualTo(exit);
    assertThat(text("err")).contains(line).doesNotContain("cret").hasLineCount(1);
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void refusesAMisspelledSettingBeforeAnythingIsChanged() throws Exception {
    var process = start(Map.of("MERCAT_EDGE_PROT", "1"), "up", "--data", "DATA");
    assertThat(exitCode(process)).isEqualTo(78);
    assertThat(text("err")).contains("MERCAT_EDGE_PROT: no setting has this name");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void saysWhichPortIsTakenAndLeavesNothingRunning() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());
      var process =
          start(
              Map.of("DATABASE_URL", ""),
              ("up --data DATA --ops-port 0 --quiet --port " + port).split(" "));
      assertThat(exitCode(process)).isEqualTo(69);
      assertThat(text("err")).containsOnlyOnce("cannot listen on 127.0.0.1 port " + port);
      assertThat(text("err")).contains("(edge.port)").doesNotContain("\tat ");
    }
    assertThat(directory.resolve("data/postgres")).exists();
    assertThat(servers()).isEmpty();
  }

  @Test
  void endsWhatItHasStartedWhenItIsToldToStopMeanwhile() throws Exception {
    var process = start(Map.of(), "up --data DATA --ops-port 0 --port 0".split(" "));
    await().atMost(END_MAX).until(() -> !servers().isEmpty());
    process.destroy();
    assertThat(exitCode(process)).isEqualTo(143);
    assertThat(text("out")).doesNotContain("ready");
    assertThat(servers()).isEmpty();
  }

  private Process start(Map<String, String> environment, String... args) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", "target/mercat.jar"));
    for (var arg : args) {
      command.add(arg.replace("DATA", directory.resolve("data").toString()));
    }
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("MERCAT_"));
    builder.environment().putAll(environment);
    return builder
        .redirectOutput(directory.resolve("out").toFile())
        .redirectError(directory.resolve("err").toFile())
        .start();
  }

  private static int exitCode(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private String text(String stream) throws IOException {
    return Files.readString(directory.resolve(stream), StandardCharsets.UTF_8);
  }

  /** The processes of PostgreSQL that work in the data directory. */
  private List<String> servers() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains("postgres") && line.contains(directory.toString()))
        .filter(line -> !line.contains("mercat.jar"))
        .toList();
  }
}
