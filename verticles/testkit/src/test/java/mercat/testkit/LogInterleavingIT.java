package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Why the log is appended the way it is: two sessions append, a reader looks between their steps.
 * Each other way loses, reorders or refuses an event in some order of steps; ours in none.
 */
class LogInterleavingIT {
  private static final long BLOCKED_MS = 300;
  private static final String LOCK = "select incarnation from log_head for no key update";
  private static final String NEXT = "coalesce(max(position), 0) + 1";

  private final TestDatabase database = TestDatabase.fresh();
  private Session one;
  private Session other;
  private Session reader;

  /** A session in the schema {@code probe}, whose statements run in order on their own thread. */
  private record Session(Connection connection, ExecutorService thread) {
    /** The first column of the first row, empty without one; or how many rows it changed. */
    @CanIgnoreReturnValue
    String run(String sql) {
      return start(sql).join();
    }

    /** Starts a statement that may have to wait for another session. */
    CompletableFuture<String> start(String sql) {
      return CompletableFuture.supplyAsync(
          () -> {
            try (var statement = connection.createStatement()) {
              if (!statement.execute(sql)) {
                return String.valueOf(statement.getUpdateCount());
              }
              try (var rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
              }
            } catch (SQLException refused) {
              throw new CompletionException(refused);
            }
          },
          thread);
    }
  }

  @BeforeEach
  void openSessions() throws SQLException {
    database.prepare(Set.of("probe"));
    one = session();
    other = session();
    reader = session();
  }

  private Session session() throws SQLException {
    var connection = database.connect();
    connection.setSchema("probe");
    return new Session(connection, Executors.newSingleThreadExecutor());
  }

  @AfterEach
  void closeSessions() throws SQLException {
    for (var session : List.of(one, other, reader)) {
      session.thread().shutdown();
      session.connection().close();
    }
  }

  @Test
  void positionsAreInCommitOrderAndDenseWhenTheLockIsAStatementOfItsOwn() {
    begin();
    one.run(LOCK);
    one.run(append(NEXT, "log", "first"));
    var waiting = other.start(LOCK);
    assertBlocked(waiting);
    assertThat(seen()).isEmpty();
    one.run("commit");
    waiting.join();
    assertThat(seen()).containsExactly("1 first");
    other.run(append(NEXT, "log", "second"));
    assertThat(seen()).containsExactly("1 first");
    other.run("commit");
    assertThat(seen()).containsExactly("1 first", "2 second");
  }

  @Test
  void aRolledBackAppendLeavesNoHole() {
    begin();
    one.run(LOCK);
    one.run(append(NEXT, "log", "never"));
    var waiting = other.start(LOCK);
    assertBlocked(waiting);
    one.run("rollback");
    waiting.join();
    other.run(append(NEXT, "log", "first"));
    other.run("commit");
    assertThat(seen()).containsExactly("1 first");
  }

  @Test
  void aBareSequenceLosesTheEventThatCommitsLate() {
    reader.run("create sequence bare");
    begin();
    one.run(drawn("bare", "late"));
    other.run(drawn("bare", "early"));
    other.run("commit");
    var cursor = reader.run("select max(position) from log");
    one.run("commit");
    assertThat(reader.run("select type from log_event where position > " + cursor))
        .as("what a reader still gets")
        .isEmpty();
    assertThat(seen()).containsExactly("1 late", "2 early");
  }

  @Test
  void aSequenceWithACacheLosesEventsEvenUnderTheLock() {
    reader.run("create sequence cached cache 10");
    commitUnderTheLock(one, "first");
    commitUnderTheLock(other, "second");
    var cursor = reader.run("select max(position) from log");
    commitUnderTheLock(one, "third");
    assertThat(reader.run("select type from log_event where position > " + cursor)).isEmpty();
    assertThat(seen()).containsExactly("1 first", "2 third", "11 second");
  }

  private static void commitUnderTheLock(Session session, String type) {
    session.run("begin");
    session.run(LOCK);
    session.run(drawn("cached", type));
    session.run("commit");
  }

  @Test
  void aLockInsideAnUnreferencedCteNeverRuns() {
    one.run("begin");
    one.run("with head as (" + LOCK + ") " + append(NEXT, "log", "first"));
    assertThat(other.run("select count(*) from log_head where only_row")).isEqualTo("1");
    other.run("begin");
    other.run("set local lock_timeout = '200ms'");
    other.run(LOCK);
    one.run("commit");
    assertThat(seen()).containsExactly("1 first");
  }

  @Test
  void lockAndPositionInOneStatementDrawTheSamePositionTwice() {
    var end = "(select %s as next from log) end_of_log, (%s) head".formatted(NEXT, LOCK);
    begin();
    one.run(append("next", end, "first"));
    var waiting = other.start(append("next", end, "second"));
    assertBlocked(waiting);
    one.run("commit");
    assertThatThrownBy(waiting::join).hasMessageContaining("duplicate key");
  }

  @Test
  void anXidCursorSeesTheEventsOfOneAggregateInTheWrongOrder() {
    reader.run("create table aggregate (id int primary key, changes int not null)");
    reader.run("insert into aggregate values (1, 0)");
    reader.run(
        "create table xid_log (xid xid8 not null default pg_current_xact_id(), type text not null)");
    one.run("begin");
    assertThat(one.run("select pg_current_xact_id()")).isNotEmpty();
    other.run("begin");
    other.run("update aggregate set changes = changes + 1 where id = 1");
    other.run("insert into xid_log (type) values ('happened first')");
    var waiting = one.start("update aggregate set changes = changes + 1 where id = 1");
    assertBlocked(waiting);
    other.run("commit");
    waiting.join();
    one.run("insert into xid_log (type) values ('happened second')");
    one.run("commit");
    assertThat(reader.run("select type from xid_log order by xid limit 1"))
        .isEqualTo("happened second");
  }

  @Test
  void onlyOneOfTwoFollowersMovesTheCursor() {
    reader.run("insert into cursor (source, position) values ('orders', 7)");
    var move = "update cursor set position = 9 where source = 'orders' and position = 7";
    begin();
    assertThat(one.run(move)).isEqualTo("1");
    var waiting = other.start(move);
    assertBlocked(waiting);
    one.run("commit");
    assertThat(waiting.join()).isEqualTo("0");
  }

  private void begin() {
    one.run("begin");
    other.run("begin");
  }

  private static String append(String position, String from, String type) {
    return """
    insert into log (position, first, events) select %1$s, %1$s, '[{"type":"%3$s"}]' from %2$s\
    """
        .formatted(position, from, type);
  }

  private static String drawn(String sequence, String type) {
    return append("drawn", "nextval('%s') drawn".formatted(sequence), type);
  }

  private List<String> seen() {
    return database.rows("select position, type from probe.log_event order by position");
  }

  private static void assertBlocked(CompletableFuture<String> statement) {
    assertThatThrownBy(() -> statement.get(BLOCKED_MS, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }
}
