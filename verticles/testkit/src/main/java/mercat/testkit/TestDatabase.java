package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.embedded.EmbeddedPostgres;
import mercat.embedded.PostgresOptions;
import mercat.platform.database.Login;
import mercat.platform.database.Logins;
import mercat.platform.database.Preparation;
import org.jspecify.annotations.Nullable;

/** A fresh database on the one real server that the tests of a module share. */
public final class TestDatabase {
  public static final String DONE = "00000";
  public static final String PERMISSION_DENIED = "42501";

  private static final String WAITING =
      """
      select xact_start from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'
       order by xact_start\
      """;

  private static final String TABLES =
      """
      select format('%I.%I', schemaname, tablename) from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')\
      """;

  private static final AtomicInteger MADE = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;

  private final Login admin;
  private final Set<String> prepared = ConcurrentHashMap.newKeySet();
  private volatile Logins logins;

  private TestDatabase(Login admin) {
    this.admin = admin;
    this.logins = new Logins(admin, Map.of());
  }

  /** A database with nothing in it. */
  public static TestDatabase fresh() {
    var running = server();
    var admin =
        new Login(
            running.host(),
            running.port(),
            "test" + MADE.incrementAndGet(),
            running.superuser(),
            running.password());
    try {
      new Preparation(admin).createDatabase();
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
    return new TestDatabase(admin);
  }

  /** Gives the schemas their tables and roles. */
  public void prepare(Collection<String> schemas) {
    if (prepared.containsAll(schemas)) {
      return;
    }
    try {
      logins = new Preparation(admin).prepare(schemas);
      prepared.addAll(schemas);
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  Login admin() {
    return admin;
  }

  public Login login(String schema) {
    return logins.of(schema);
  }

  /** The login of the role that may only read. */
  public Login loginToVerify() {
    return logins.verify();
  }

  /** A connection of the superuser's own. */
  public Connection connect() throws SQLException {
    return connect(admin);
  }

  /** A connection as somebody. */
  public static Connection connect(Login login) throws SQLException {
    return login.connect();
  }

  /** The SQLSTATE with which the server answers a statement: 00000 where it carries it out. */
  public static String stateOf(Connection connection, String sql) {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
      return DONE;
    } catch (SQLException refused) {
      return refused.getSQLState();
    }
  }

  /** The same on a connection as somebody, of its own. */
  public static String stateOf(Login login, String sql) {
    try (var connection = login.connect()) {
      return stateOf(connection, sql);
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /** The rows of a query, columns joined by a blank. As the superuser. */
  public List<String> rows(String sql) {
    return rows(admin, sql);
  }

  /** The same as somebody. */
  public static List<String> rows(Login login, String sql) {
    try (var connection = login.connect();
        var statement = connection.createStatement();
        var found = statement.executeQuery(sql)) {
      var rows = new ArrayList<String>();
      while (found.next()) {
        var columns = new ArrayList<String>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(found.getString(i)));
        }
        rows.add(String.join(" ", columns));
      }
      return rows;
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /**
   * The tables of all schemas that hold a text somewhere, in whatever case and also as bytes. As
   * the superuser.
   */
  public List<String> tablesHolding(String text) {
    var bytes = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    var holds = " t where t::text ilike '%" + text + "%' or t::text like '%" + bytes + "%' limit 1";
    return rows(TABLES).stream()
        .filter(table -> !rows("select from " + table + holds).isEmpty())
        .toList();
  }

  /** Carries out statements as the superuser: all of them, or none. */
  public void execute(String statements) {
    execute(admin, statements);
  }

  /** The same as somebody; what the server refuses is said in its own words. */
  public static void execute(Login login, String statements) {
    try (var connection = login.connect();
        var statement = connection.createStatement()) {
      statement.execute(statements);
    } catch (SQLException refused) {
      throw new IllegalStateException(refused.getMessage(), refused);
    }
  }

  /** Changes rows as the superuser: what a crash leaves, or an operator does. */
  public void change(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /** Locks the rows of a {@code select … for update} until they are released. */
  public Held hold(String select) {
    try {
      return new Held(connect(), select);
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /** Waits until so many sessions wait for rows that others have locked. */
  public void awaitWaiting(int sessions) {
    LocalNode.eventually(() -> assertThat(waitingSince()).hasSize(sessions));
  }

  /** When the transactions began that wait for rows which others have locked. */
  public List<String> waitingSince() {
    return rows(WAITING);
  }

  /** Rows that nobody else may change, so that what others do with them can be interleaved. */
  public static final class Held {
    private final Connection connection;

    private Held(Connection connection, String select) throws SQLException {
      this.connection = connection;
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement();
          var locked = statement.executeQuery(select)) {
        assertThat(locked.next()).as(select).isTrue();
      }
    }

    /** Lets the others go on, in the order in which they came. */
    public void release() {
      try (connection) {
        connection.commit();
      } catch (SQLException refused) {
        throw new IllegalStateException(refused);
      }
    }
  }

  private static synchronized EmbeddedPostgres server() {
    var running = server;
    if (running == null) {
      try {
        var directory = TestDirectory.make(Path.of(System.getProperty("java.io.tmpdir")));
        running = EmbeddedPostgres.start(directory, PostgresOptions.defaults());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(directory)));
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
      server = running;
    }
    return running;
  }

  /** What the tests of a module leave behind is up to a gigabyte. */
  private static void end(Path directory) {
    server().close();
    try {
      TestDirectory.delete(directory);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
