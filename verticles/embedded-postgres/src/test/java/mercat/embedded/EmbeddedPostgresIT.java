package mercat.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedPostgresIT {
  @TempDir static Path programs;
  @TempDir Path data;

  private PostgresOptions options = PostgresOptions.defaults();

  @BeforeEach
  void shareThePrograms() throws IOException {
    Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    options = PostgresOptions.defaults().withBinaries(programs);
  }

  @AfterEach
  void stopWhateverRuns() {
    EmbeddedPostgres.start(data, options).close();
  }

  @Test
  void startsDurableAndForThisMachineOnly() throws SQLException, IOException {
    try (var server = EmbeddedPostgres.start(data, options)) {
      assertThat(server.isAdopted()).isFalse();
      for (var on : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
        assertThat(show(server, on)).as(on).isEqualTo("on");
      }
      assertThat(show(server, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(show(server, "server_encoding")).isEqualTo("UTF8");
      assertThat(show(server, "max_connections")).isEqualTo("200");
      assertThat(show(server, "jit")).isEqualTo("off");
      execute(server, "create extension pg_stat_statements");
      assertThat(Files.getPosixFilePermissions(data.resolve("postgres/password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void listensOnAFurtherAddressAndAsksForThePasswordOnEach() throws SQLException {
    try (var server = EmbeddedPostgres.start(data, options.withListen("127.0.0.9"))) {
      assertThat(show(server, "listen_addresses")).isEqualTo("127.0.0.1,127.0.0.9");
      for (var host : List.of(server.host(), "127.0.0.9")) {
        var url = "jdbc:postgresql://" + host + ":" + server.port() + "/postgres";
        DriverManager.getConnection(url, server.superuser(), server.password()).close();
        assertThatThrownBy(() -> DriverManager.getConnection(url, server.superuser(), "wrong"))
            .hasMessageContaining("password authentication failed");
      }
    }
  }

  @Test
  void keepsDataAndPortBetweenRuns() throws SQLException {
    int port;
    try (var server = EmbeddedPostgres.start(data, options)) {
      port = server.port();
      execute(server, "create table kept as select 42 as answer");
    }
    try (var server = EmbeddedPostgres.start(data, options)) {
      assertThat(server.port()).isEqualTo(port);
      assertThat(query(server, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void startsAgainAServerThatWasKilled() throws SQLException {
    try (var server = EmbeddedPostgres.start(data, options)) {
      var restarts = new AtomicInteger();
      server.onRestart(restarts::incrementAndGet);
      execute(server, "create table kept as select 42 as answer");
      var killed = server.pid().orElseThrow();
      kill(killed);
      await().atMost(Duration.ofSeconds(30)).until(() -> restarts.get() == 1);
      assertThat(server.pid()).isPresent().isNotEqualTo(Optional.of(killed));
      assertThat(query(server, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  @Timeout(180)
  void isContentWithAServerThatSomebodyElseStartedAgain() {
    var restarts = new AtomicInteger();
    try (var server = EmbeddedPostgres.start(data, options)) {
      server.onRestart(restarts::incrementAndGet);
      var pid = server.pid();
      server.restart();
      assertThat(server.pid()).isEqualTo(pid);
      assertThat(restarts).hasValue(1);
    }
  }

  @Test
  void adoptsAServerThatOutlivedItsMercat() throws SQLException {
    var first = EmbeddedPostgres.start(data, options);
    var pid = first.pid().orElseThrow();
    first.abandon();
    try (var second = EmbeddedPostgres.start(data, options)) {
      assertThat(second.isAdopted()).isTrue();
      assertThat(second.pid()).contains(pid);
      assertThat(query(second, "select 1")).isEqualTo("1");
      kill(pid);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> second.pid().filter(now -> !now.equals(pid)).isPresent());
    }
  }

  @Test
  void startsASurvivorAgainWhenItsSettingsAreNotTheOnesWanted() throws SQLException {
    var first = EmbeddedPostgres.start(data, options.withSettings(Map.of("work_mem", "5MB")));
    first.abandon();
    try (var second = EmbeddedPostgres.start(data, options)) {
      assertThat(second.isAdopted()).isFalse();
      assertThat(show(second, "work_mem")).isEqualTo("4MB");
    }
  }

  @Test
  void passesOverAStalePidFile() throws IOException, SQLException {
    EmbeddedPostgres.start(data, options).close();
    var own = ProcessHandle.current().pid();
    var cluster = data.toRealPath().resolve("postgres/cluster");
    Files.writeString(
        cluster.resolve("postmaster.pid"),
        own + "\n" + cluster + "\n1000000000\n1\n\n127.0.0.1\n        0         0\nready   \n");
    try (var server = EmbeddedPostgres.start(data, options)) {
      assertThat(query(server, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void refusesADirectoryInUse() throws SQLException {
    try (var server = EmbeddedPostgres.start(data, options)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(data, options))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("is in use by another Mercat")
          .hasMessageContaining("--data");
      assertThat(query(server, "select 1")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a$(touch x)b", "a`touch x`b", "a\"b", "a\\b", "a\nb"})
  void givesNoShellAPathThatItWouldRun(String name) {
    var path = data.resolve(name);
    assertThatThrownBy(() -> EmbeddedPostgres.start(path, options))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("choose another with --data")
        .hasMessageNotContaining("\n");
    assertThat(path).doesNotExist();
    assertThat(EmbeddedPostgres.isOpenToAll(path)).isFalse();
  }

  @Test
  void sharesProgramsWhereEveryAccountCanRunThem() throws IOException {
    var inner = Files.createDirectories(data.resolve("inner"));
    assertThat(EmbeddedPostgres.isOpenToAll(inner)).isTrue();
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    assertThat(EmbeddedPostgres.isOpenToAll(inner)).isFalse();
  }

  @Test
  void refusesAClusterOfAnotherVersion() throws IOException {
    EmbeddedPostgres.start(data, options).close();
    var version = data.resolve("postgres/cluster/PG_VERSION");
    var real = Files.readString(version);
    Files.writeString(version, "99\n");
    assertThatThrownBy(() -> EmbeddedPostgres.start(data, options))
        .hasMessageContaining("was made by PostgreSQL 99, and this Mercat brings 18");
    Files.writeString(version, real);
  }

  @Test
  void showsTheServersOwnWordsWhenItDoesNotStart() {
    var wrong = options.withSettings(Map.of("shared_buffers", "a lot"));
    assertThatThrownBy(() -> EmbeddedPostgres.start(data, wrong))
        .hasMessageContaining("did not start")
        .hasMessageContaining("invalid value for parameter \"shared_buffers\"");
  }

  private static void kill(long pid) {
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly)).contains(true);
  }

  private static Connection connect(EmbeddedPostgres server) throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl("postgres"), server.superuser(), server.password());
  }

  private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
    try (var connection = connect(server);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String show(EmbeddedPostgres server, String setting) throws SQLException {
    return query(server, "show " + setting);
  }

  private static String query(EmbeddedPostgres server, String sql) throws SQLException {
    try (var connection = connect(server);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
