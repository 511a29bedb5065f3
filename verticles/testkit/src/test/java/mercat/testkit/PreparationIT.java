package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import mercat.platform.database.Login;
import mercat.platform.database.Logins;
import mercat.platform.database.Preparation;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database has to be before a node starts on it, and who may bring it there. */
class PreparationIT {
  private static final List<String> SCHEMAS = List.of("probe");

  @TempDir private Path migrations;
  private final TestDatabase database = TestDatabase.fresh();
  private final Login admin = owner(database);

  @Test
  void startsOnWhatALaterVersionHasAdded() throws Exception {
    prepare();
    migrate(
        prepare().of("probe").user(),
        "alter table cursor add column note text not null default ''");
    prepare();
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
  void refusesTablesWhoseOwnMigrationsWereOtherOnes() throws Exception {
    prepare();
    database.change(
        "update probe.schema_history set checksum = checksum + 1 where version = '0000'");
    assertThatThrownBy(this::prepare)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("the tables of probe", "checksum")
        .hasMessageNotContaining("\n");
  }

  @Test
  void letsTwoInstallationsLiveOnOneServerWhoeverStartsAndWhateverPasswordsChange()
      throws Exception {
    var first = prepare();
    var other = TestDatabase.fresh();
    var second = new Preparation(owner(other)).prepare(SCHEMAS);
    database.execute("alter role %s password 'rotated'".formatted(admin.user()));
    var again = new Preparation(admin.as(admin.user(), "rotated")).prepare(SCHEMAS);
    assertThat(again.passwords()).isEqualTo(first.passwords());
    for (var logins : List.of(first, second)) {
      for (var login : List.of(logins.of("probe"), logins.verify(), logins.node())) {
        login.connect().close();
      }
    }
    assertThatThrownBy(() -> logged(second.of("probe").in(admin.database())))
        .hasMessageContaining("permission denied");
    assertThat(logged(first.of("probe"))).isEmpty();
  }

  @Test
  void startsAsARoleThatPreparesNothingAndSaysWhatLacks() throws Exception {
    var logins = prepare();
    var node = new Preparation(logins.node());
    assertThat(node.prepare(SCHEMAS).passwords()).isEqualTo(logins.passwords());
    for (var sql :
        List.of(
            "create schema mine",
            "create role mine",
            "drop table probe.log",
            "select from probe.log",
            "insert into mercat.role values ('x', 'x', 1)")) {
      assertThatThrownBy(() -> TestDatabase.execute(logins.node(), sql))
          .as(sql)
          .hasMessageMatching("ERROR: (permission denied|must be owner)(?s).*");
    }
    database.change("delete from probe.schema_history where version = '0000'");
    assertThatThrownBy(() -> node.prepare(SCHEMAS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("the tables of probe", "mercat db migrate")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> node.prepare(List.of("probe", "more")))
        .hasMessageContainingAll("_more", "the tables of more");
  }

  @Test
  void leavesTheRolesThatReleasedNodesUseAndGivesTheirRightsToItsOwn() throws Exception {
    database.execute(
        """
        do $$ begin
          if not exists (select from pg_roles where rolname = 'mercat_probe') then
            create role mercat_probe login password 'old';
          end if;
        end $$\
        """);
    TestDatabase.execute(
        admin,
        """
        create schema probe;
        grant usage on schema probe to mercat_probe;
        alter default privileges in schema probe
          grant select, insert, update, delete on tables to mercat_probe\
        """);
    migrate("mercat_probe", "create table note (text text)");
    var logins = prepare();
    for (var login : List.of(admin.as("mercat_probe", "old"), logins.of("probe"))) {
      assertThat(logged(login)).isEmpty();
      TestDatabase.execute(login, "insert into probe.note values ('x')");
      assertThatThrownBy(() -> TestDatabase.execute(login, "delete from probe.log"))
          .hasMessageContaining("permission denied");
    }
    assertThat(new Preparation(logins.node()).prepare(SCHEMAS)).isNotNull();
  }

  @Test
  void changesNothingOnAServerThatItRefuses() {
    var name = admin.database();
    database.execute("alter database %s set synchronous_commit = off".formatted(name));
    assertThatThrownBy(this::prepare)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has synchronous_commit = off")
        .hasMessageNotContaining("\n");
    assertThat(
            database.rows(
                """
                select nspname from pg_namespace where nspname in ('mercat', 'probe')
                union all select rolname from pg_roles where rolname like 'mercat_%s_%%'\
                """
                    .formatted(name)))
        .isEmpty();
  }

  @Test
  void makesNoDatabaseUnlessAsked() {
    assertThatThrownBy(() -> new Preparation(admin.in("mistyped")).prepare(SCHEMAS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("there is no database mistyped")
        .hasMessageContaining("db init");
  }

  @CanIgnoreReturnValue
  private Logins prepare() throws SQLException {
    return new Preparation(admin).prepare(SCHEMAS);
  }

  /** Who may prepare it: no superuser, but the one who owns it and may create roles. */
  private static Login owner(TestDatabase database) {
    var name = database.admin().database();
    database.execute(
        """
        create role owner_of_%1$s login createrole password 'first';
        alter database %1$s owner to owner_of_%1$s\
        """
            .formatted(name));
    return database.admin().as("owner_of_" + name, "first");
  }

  private static List<String> logged(Login login) {
    return TestDatabase.rows(login, "select position from probe.log");
  }

  private void migrate(String role, String sql) throws Exception {
    Files.writeString(migrations.resolve("V9000__later.sql"), sql);
    migrating(admin, role, "classpath:db/platform", "filesystem:" + migrations).load().migrate();
  }

  /** As another version migrates the schema {@code probe}. */
  static FluentConfiguration migrating(Login admin, String role, String... locations) {
    return Flyway.configure(Preparation.class.getClassLoader())
        .dataSource(admin.jdbcUrl(), admin.user(), admin.password())
        .schemas("probe")
        .defaultSchema("probe")
        .locations(locations)
        .placeholders(Map.of("role", role))
        .createSchemas(false)
        .table("schema_history");
  }
}
