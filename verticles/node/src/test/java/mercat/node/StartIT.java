package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mercat.node.cluster.DatedCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts that end: in one line, before anything is changed, and with all that was started. */
class StartIT {
  private static final Duration END_MAX = Duration.ofMinutes(3);

  @TempDir Path directory;

  @Test
  void saysInOneLineWhatIsWrongBeforeAnythingIsChanged() throws Exception {
    assertThat(changesNothing(78, Map.of("MERCAT_EDGE_HSTS", "1d"), "--port 70000"))
        .contains("edge.port: '70000' is not a port, from 0 to 65535")
        .hasLineCount(1);
  }

  @Test
  void saysWhatAStartWouldDoAndDoesNothing() throws Exception {
    var environment = Map.of("DATABASE_URL", "", "MERCAT_ACCOUNTS_ADMIN_TOKEN", "s3cret".repeat(6));
    assertThat(changesNothing(0, environment, "--dry-run --ops-port 0 --port 0"))
        .containsPattern("edge.port +[1-9]\\d+ +flag edge.port")
        .containsPattern("accounts.admin-token +\\*+ +MERCAT_ACCOUNTS_ADMIN_TOKEN")
        .contains("an embedded one, made in " + directory.resolve("data/postgres"))
        .containsPattern("serve +127.0.0.1 port [1-9]\\d+, which is free")
        .doesNotContain("s3cret");
  }

  @Test
  void saysInADryRunWhatAStartCannotHave() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = taken.getLocalPort();
      var nobodys = "postgresql://mercat:s3cret@127.0.0.1:1/shop";
      var environment = Map.of("DATABASE_URL", nobodys, "MERCAT_EDGE_PORT", String.valueOf(port));
      assertThat(changesNothing(0, environment, "--dry-run --ops-port 0"))
          .contains("mercat@127.0.0.1:1/shop, which CANNOT be used: ")
          .contains("127.0.0.1 port " + port + ", which CANNOT be had: ")
          .containsPattern("operate +127.0.0.1 port \\d+, which is free")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void refusesAMisspelledSettingBeforeAnythingIsChanged() throws Exception {
    assertThat(changesNothing(78, Map.of("MERCAT_EDGE_PROT", "1"), "--quiet"))
        .contains("MERCAT_EDGE_PROT: no setting has this name");
  }

  @Test
  void refusesCertificatesThatHaveExpiredBeforeAnythingIsChanged() throws Exception {
    var certificates = directory.resolve("certificates");
    var yesterday = Instant.now().minus(Duration.ofDays(1));
    DatedCertificates.write(certificates, yesterday.minus(Duration.ofDays(20)), yesterday);
    var environment = Map.of("MERCAT_CLUSTER_CERTIFICATES", certificates.toString());
    assertThat(changesNothing(78, environment, "--cluster --quiet"))
        .contains("cluster.certificates: " + certificates.resolve("node.pem") + " expired on ")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"edge.port, --quiet", "cluster.bus-port, --cluster"})
  void saysWhichPortIsTakenAndLeavesNothingRunning(String setting, String flag) throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());
      var variable = "MERCAT_" + setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
      var any = Map.of("MERCAT_EDGE_PORT", "0", "MERCAT_CLUSTER_PORT", "0", "DATABASE_URL", "");
      var environment = new HashMap<>(any);
      environment.put(variable, port);
      var process = start(environment, "--ops-port 0 " + flag);
      assertThat(exitCode(process)).isEqualTo(69);
      assertThat(text("err"))
          .containsOnlyOnce("cannot listen on 127.0.0.1 port " + port + " (" + setting + ")")
          .doesNotContain("\tat ");
    }
    assertThat(servers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "0.0.0.0"})
  void printsAndLeavesTheAddressesThatAnswer(String host) throws Exception {
    var process =
        start(
            Map.of("DATABASE_URL", "", "JAVA_TOOL_OPTIONS", "-Dlog.format=text"),
            "--port 0 --ops-port 0 --host " + host);
    try {
      await().atMost(END_MAX).until(() -> text("out").contains("ready in"));
      var nodes = Files.readString(directory.resolve("data/nodes.json"));
      for (var label : List.of("serves", "operate")) {
        var url = text("out").replaceAll("(?s).*" + label + " +(http://\\S+:\\d+)/.*", "$1");
        assertThat(nodes).contains("\"" + url + "\"").doesNotContain("0.0.0.0");
        var connection = URI.create(url + "/").toURL().openConnection();
        assertThat(connection.getHeaderField(0)).as(url).startsWith("HTTP/1.1 ");
      }
    } finally {
      process.destroy();
      assertThat(exitCode(process)).isEqualTo(143);
    }
  }

  /** Nobody watches: what stands between the lines could not be read by a program. */
  @Test
  void writesLinesOfJsonOnlyAndNoWarningWhenAllIsWell() throws Exception {
    var process = start(Map.of("DATABASE_URL", ""), "--port 0 --ops-port 0");
    await().atMost(END_MAX).until(() -> text("out").contains("\"message\":\"ready\""));
    Thread.sleep(2_000); // what a warning at the first looks of followers would need
    process.destroy();
    assertThat(exitCode(process)).isEqualTo(143);
    assertThat(text("out").lines().map(JsonObject::new))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.getString("log.level")).isEqualTo("INFO"));
  }

  @Test
  void endsWhatItHasStartedWhenItIsToldToStopMeanwhile() throws Exception {
    var process = start(Map.of(), "--ops-port 0 --port 0");
    await().atMost(END_MAX).until(() -> !servers().isEmpty());
    process.destroy();
    assertThat(exitCode(process)).isEqualTo(143);
    assertThat(text("out")).doesNotContain("ready");
    assertThat(servers()).isEmpty();
  }

  /** What a start says that ends by itself and leaves no data: where it is refused, why. */
  private String changesNothing(int exitCode, Map<String, String> environment, String flags)
      throws Exception {
    var process = start(environment, flags);
    assertThat(exitCode(process)).isEqualTo(exitCode);
    assertThat(directory.resolve("data")).doesNotExist();
    return text(exitCode == 0 ? "out" : "err");
  }

  private Process start(Map<String, String> environment, String flags) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dmercat.programs=" + System.getProperty("mercat.programs"));
    command.addAll(List.of("-jar", "target/mercat.jar", "up"));
    command.addAll(List.of("--data", directory.resolve("data").toString()));
    command.addAll(List.of(flags.split(" ")));
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
