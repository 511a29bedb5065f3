package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.sql.SQLException;
import mercat.embedded.EmbeddedPostgres;
import mercat.embedded.PostgresOptions;
import mercat.platform.database.ConnectionParameters;
import mercat.platform.database.Database;
import mercat.platform.database.DatabaseConfig;
import mercat.platform.database.Login;
import mercat.platform.telemetry.Telemetry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JDBC and Vert.x obey the same parameters, against a server with TLS and one without. */
class TlsIT {
  @TempDir static Path folder;

  @AutoClose private static final Vertx VERTX = Vertx.vertx();
  private static TestCertificate certificate;
  private static TestCertificate strangers;
  @AutoClose private static EmbeddedPostgres secured;
  @AutoClose private static EmbeddedPostgres plain;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.of("localhost");
    strangers = TestCertificate.of("localhost");
    plain = EmbeddedPostgres.start(folder.resolve("plain"), PostgresOptions.defaults());
    secured = certificate.serve(folder.resolve("secured"));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          secured, localhost, sslmode=disable                     , false
          secured, 127.0.0.1, sslmode=require                     , true
          secured, 127.0.0.1, sslmode=require     sslrootcert=OWN , true
          secured, 127.0.0.1, sslmode=verify-ca   sslrootcert=OWN , true
          secured, localhost, sslmode=verify-full sslrootcert=OWN , true
          plain  , localhost, connect_timeout=5                   , false
          """)
  void connectAsAsked(String server, String host, String parameters, boolean encrypted) {
    var login = login(server, host, parameters + " application_name=shop");
    var ssl = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    assertThat(TestDatabase.rows(login, ssl)).as("JDBC").containsExactly(encrypted ? "t" : "f");
    var database = database(login);
    try {
      var query =
          "select s.ssl, a.application_name from pg_stat_ssl s join pg_stat_activity a using (pid) where pid = pg_backend_pid()";
      var row = database.reading(query, Tuple.tuple()).await().iterator().next();
      assertThat(row.getBoolean(0)).as("Vert.x").isEqualTo(encrypted);
      assertThat(row.getString(1)).isEqualTo("shop-public");
    } finally {
      database.close().await();
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          plain  , localhost, sslmode=require
          plain  , localhost, sslmode=verify-full sslrootcert=OWN
          secured, 127.0.0.1, sslmode=verify-full sslrootcert=OWN
          secured, localhost, sslmode=verify-full sslrootcert=system
          secured, localhost, sslmode=verify-full sslrootcert=STRANGERS
          secured, localhost, sslmode=verify-ca   sslrootcert=STRANGERS
          secured, localhost, sslmode=require     sslrootcert=STRANGERS
          """)
  void refuseWhatIsNotAsAsked(String server, String host, String parameters) {
    var login = login(server, host, parameters);
    assertThatThrownBy(login::connect).isInstanceOf(SQLException.class);
    var database = database(login);
    try {
      assertThat(database.isReachable().await()).isFalse();
    } finally {
      database.close().await();
    }
  }

  private static Database database(Login login) {
    return Database.open(VERTX, login, "public", DatabaseConfig.defaults(), Telemetry.silent());
  }

  private static Login login(String server, String host, String parameters) {
    var running = server.equals("secured") ? secured : plain;
    var query =
        parameters
            .replaceAll(" +", "&")
            .replace("OWN", certificate.file().toString())
            .replace("STRANGERS", strangers.file().toString());
    return new Login(
        host,
        running.port(),
        "postgres",
        running.superuser(),
        running.password(),
        ConnectionParameters.of(query));
  }
}
