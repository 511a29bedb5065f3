package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import mercat.platform.database.Database;
import mercat.platform.database.DatabaseConfig;
import mercat.platform.telemetry.Telemetry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How sessions plan is theirs to say, whatever the server was told. */
class SessionIT {
  @AutoClose private static final Vertx VERTX = Vertx.vertx();

  @ParameterizedTest
  @CsvSource({
    "jit             , on  , off",
    "plan_cache_mode , auto, force_generic_plan",
    "enable_seqscan  , on  , off"
  })
  void plansAsItsStatementsNeedIt(String setting, String server, String session) throws Exception {
    var fresh = TestDatabase.fresh();
    var alter =
        "alter database %s set %s = %s".formatted(fresh.admin().database(), setting, server);
    try (var connection = fresh.connect()) {
      assertThat(TestDatabase.stateOf(connection, alter)).isEqualTo(TestDatabase.DONE);
    }
    assertThat(fresh.rows("show " + setting)).as("anybody else's").containsExactly(server);
    var database =
        Database.open(
            VERTX, fresh.admin(), "public", DatabaseConfig.defaults(), Telemetry.silent());
    try {
      var shown = database.reading("show " + setting, Tuple.tuple()).await();
      assertThat(shown.iterator().next().getString(0)).isEqualTo(session);
    } finally {
      database.close().await();
    }
  }
}
