package mercat.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mercat.platform.PlatformDatabase;
import mercat.platform.Session;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that starts on tables which another version has brought to its state. */
class PreparationIT {
  @TempDir private Path later;

  @Test
  void startsOnWhatALaterVersionHasAdded() throws Exception {
    var login = PlatformDatabase.fresh();
    migrateAsALaterVersion(login, "alter table cursor add column note text not null default ''");
    prepare(login);
    assertThat(run(login, "select count(*) from probe.schema_history where version = '9000'"))
        .isEqualTo("1");
    assertThat(
            run(
                login,
                "with moved as (insert into probe.cursor (source, position) values ('x', 1)"
                    + " returning note) select '<' || note || '>' from moved"))
        .as("what this version writes, which does not know of it")
        .isEqualTo("<>");
  }

  @Test
  void refusesTablesWhoseOwnMigrationsWereOtherOnes() throws Exception {
    var login = PlatformDatabase.fresh();
    assertThat(
            run(
                login,
                "update probe.schema_history set checksum = checksum + 1 where version = '0000'"))
        .isEqualTo("1");
    assertThatThrownBy(() -> prepare(login))
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("checksum");
  }

  private static void prepare(Login login) throws Exception {
    new Preparation(login).prepare(List.of("probe"), Map.of());
  }

  private void migrateAsALaterVersion(Login login, String sql) throws Exception {
    Files.writeString(later.resolve("V9000__later.sql"), sql);
    Flyway.configure(Preparation.class.getClassLoader())
        .dataSource(login.jdbcUrl(), login.user(), login.password())
        .schemas("probe")
        .defaultSchema("probe")
        .locations("classpath:db/platform", "filesystem:" + later)
        .placeholders(Map.of("role", Logins.roleOf("probe")))
        .table("schema_history")
        .load()
        .migrate();
  }

  private static String run(Login login, String sql) throws Exception {
    try (var session = new Session(login)) {
      return session.run(sql);
    }
  }
}
