package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import mercat.platform.ContextDefinition;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The database repeats who may know whom: a role per schema, refused in every other one. */
class RolesIT {
  private static final TestDatabase DATABASE = TestDatabase.fresh();

  private record Table(String schema, String name, String column) {
    String fullName() {
      return schema + "." + name;
    }
  }

  @BeforeAll
  static void prepare() {
    DATABASE.prepare(schemas().toList());
  }

  /** The schemas of every context that the jar brings. */
  static Stream<String> schemas() {
    return ServiceLoader.load(ContextDefinition.class).stream()
        .map(ServiceLoader.Provider::get)
        .flatMap(
            context -> Stream.concat(Stream.of(context.name()), context.furtherSchemas().stream()))
        .sorted();
  }

  @Test
  void everySchemaIsThere() {
    assertThat(schemas())
        .contains(
            "accounts",
            "audit",
            "catalog",
            "feed",
            "inventory",
            "notifications",
            "orders",
            "payments",
            "promotions",
            "recommendations",
            "sandbox");
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void aContextReadsItsOwnTablesAndChangesNothingInAnotherSchema(String schema)
      throws SQLException {
    try (var connection = TestDatabase.connect(DATABASE.login(schema))) {
      for (var table : tables()) {
        if (table.schema().equals(schema)) {
          assertReadable(connection, table);
        } else {
          assertDenied(connection, "select from " + table.fullName());
          assertReadOnly(connection, table);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void aContextHoldsNoPrivilegeOutsideItsSchema(String schema) {
    var role = DATABASE.login(schema).user();
    assertThat(
            DATABASE.rows(
                """
                select c.oid::regclass::text from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname in (%1$s) and n.nspname <> '%2$s' and c.relkind in ('r', 'v', 'p')
                   and has_table_privilege('%3$s', c.oid,
                         'select, insert, update, delete, truncate, references, trigger')
                union all
                select nspname from pg_namespace
                 where nspname in (%1$s) and nspname <> '%2$s'
                   and has_schema_privilege('%3$s', oid, 'usage, create')\
                """
                    .formatted(quotedSchemas(), schema, role)))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void aContextNeverRewritesItsLog(String schema) throws SQLException {
    try (var connection = TestDatabase.connect(DATABASE.login(schema))) {
      assertDenied(connection, "update %s.log set position = position".formatted(schema));
      assertDenied(connection, "delete from %s.log".formatted(schema));
      assertDenied(connection, "truncate %s.log".formatted(schema));
      assertDenied(connection, "alter table %s.log disable trigger link".formatted(schema));
      assertDenied(connection, "update %s.log_chain set first = first".formatted(schema));
      assertDenied(connection, "delete from %s.log_chain".formatted(schema));
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void aContextCreatesNothing(String schema) throws SQLException {
    try (var connection = TestDatabase.connect(DATABASE.login(schema))) {
      assertCreatesNothing(connection);
      assertDenied(connection, "alter table %s.log add column more int".formatted(schema));
      assertDenied(connection, "drop table %s.log".formatted(schema));
      assertDenied(connection, "create index on %s.log (position)".formatted(schema));
    }
  }

  @Test
  void theOneWhoVerifiesReadsEverythingAndChangesNothing() throws SQLException {
    try (var connection = TestDatabase.connect(DATABASE.loginToVerify())) {
      for (var table : tables()) {
        assertReadable(connection, table);
        assertReadOnly(connection, table);
      }
      assertCreatesNothing(connection);
    }
  }

  @Test
  void nobodyOwnsAnythingOrRulesTheServer() {
    assertThat(
            DATABASE.rows(
                """
                select rolname from pg_roles
                 where rolname like 'mercat\\_%'
                   and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls
                        or exists (select from pg_class where relowner = pg_roles.oid)
                        or exists (select from pg_namespace where nspowner = pg_roles.oid))\
                """))
        .isEmpty();
  }

  private static void assertReadable(Connection connection, Table table) {
    assertThat(TestDatabase.stateOf(connection, "select from " + table.fullName()))
        .as(table.fullName())
        .isEqualTo(TestDatabase.DONE);
  }

  private static void assertReadOnly(Connection connection, Table table) {
    assertDenied(connection, "insert into %s default values".formatted(table.fullName()));
    assertDenied(
        connection, "update %1$s set %2$s = %2$s".formatted(table.fullName(), table.column()));
    assertDenied(connection, "delete from " + table.fullName());
    assertDenied(connection, "truncate " + table.fullName());
  }

  private static void assertCreatesNothing(Connection connection) {
    schemas()
        .forEach(schema -> {
          assertDenied(connection, "create table %s.mine (id int)".formatted(schema));
          assertDenied(
              connection,
              "create function %s.mine() returns int language sql as 'select 1'".formatted(schema));
        });
    assertDenied(connection, "create table public.mine (id int)");
    assertDenied(connection, "create schema mine");
    assertDenied(connection, "create role mine");
    assertDenied(connection, "create database mine");
    assertDenied(connection, "select rolpassword from pg_authid");
    assertDenied(connection, "select password from mercat.role");
    assertDenied(connection, "select pg_read_file('/etc/passwd')");
  }

  private static void assertDenied(Connection connection, String sql) {
    assertThat(TestDatabase.stateOf(connection, sql))
        .as(sql)
        .isEqualTo(TestDatabase.PERMISSION_DENIED);
  }

  private static List<Table> tables() {
    return DATABASE
        .rows(
            """
            select n.nspname, c.relname, a.attname
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              join lateral (select attname from pg_attribute
                             where attrelid = c.oid and attnum > 0 and attidentity = ''
                             order by attnum limit 1) a on true
             where n.nspname in (%s) and c.relkind in ('r', 'p')
             order by 1, 2\
            """
                .formatted(quotedSchemas()))
        .stream()
        .map(row -> row.split(" "))
        .map(row -> new Table(row[0], row[1], row[2]))
        .toList();
  }

  private static String quotedSchemas() {
    return String.join(", ", schemas().map(schema -> "'" + schema + "'").toList());
  }
}
