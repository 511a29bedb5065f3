package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mercat.platform.database.Login;
import mercat.platform.database.Logins;
import mercat.platform.database.Preparation;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that starts on tables which another version has brought to its state. */
class PreparationIT {
  @TempDir private Path later;
  private final TestDatabase database = TestDatabase.fresh();
  private final Login admin = database.admin();

  @BeforeEach
  void startAsThisVersion() throws Exception {
    new Preparation(admin).prepare(List.of("probe"), Map.of());
  }

  @Test
  void startsOnWhatALaterVersionHasAdded() throws Exception {
    migrateAsALaterVersion("alter table cursor add column note text not null default ''");
    startAsThisVersion();
    assertThat(database.rows("select version from probe.schema_history")).contains("9000");
    assertThat(
            database.rows(
                """
                with moved as (insert into probe.cursor (source, position) values ('x', 1)
                               returning note)
                select '<' || note || '>' from moved\
                """))
        .as("what this version writes, which does not know of it")
        .containsExactly("<>");
  }

  @Test
  void refusesTablesWhoseOwnMigrationsWereOtherOnes() {
    database.change(
        "update probe.schema_history set checksum = checksum + 1 where version = '0000'");
    assertThatThrownBy(this::startAsThisVersion)
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("checksum");
  }

  private void migrateAsALaterVersion(String sql) throws Exception {
    Files.writeString(later.resolve("V9000__later.sql"), sql);
    Flyway.configure(Preparation.class.getClassLoader())
        .dataSource(admin.jdbcUrl(), admin.user(), admin.password())
        .schemas("probe")
        .defaultSchema("probe")
        .locations("classpath:db/platform", "filesystem:" + later)
        .placeholders(Map.of("role", Logins.roleOf("probe")))
        .table("schema_history")
        .load()
        .migrate();
  }
}
