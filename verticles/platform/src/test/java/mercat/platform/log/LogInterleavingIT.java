package mercat.platform.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mercat.platform.PlatformDatabase;
import mercat.platform.Session;
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
  private static final String APPEND =
      "insert into log (position, first, events) select coalesce(max(position), 0) + 1, coalesce(max(position), 0) + 1,"
          + " '[{\"type\":\"%s\"}]' from log";

  private Session one;
  private Session other;
  private Session reader;

  @BeforeEach
  void openSessions() throws Exception {
    var login = PlatformDatabase.fresh();
    one = new Session(login);
    other = new Session(login);
    reader = new Session(login);
  }

  @AfterEach
  void closeSessions() throws Exception {
    one.close();
    other.close();
    reader.close();
  }

  @Test
  void positionsAreInCommitOrderAndDenseWhenTheLockIsAStatementOfItsOwn() {
    one.run("begin");
    other.run("begin");
    one.run(LOCK);
    one.run(APPEND.formatted("first"));
    var waiting = other.start(LOCK);
    assertBlocked(waiting);
    assertThat(seen()).isEmpty();
    one.run("commit");
    waiting.join();
    assertThat(seen()).containsExactly("1 first");
    other.run(APPEND.formatted("second"));
    assertThat(seen()).containsExactly("1 first");
    other.run("commit");
    assertThat(seen()).containsExactly("1 first", "2 second");
  }

  @Test
  void aRolledBackAppendLeavesNoHole() {
    one.run("begin");
    other.run("begin");
    one.run(LOCK);
    one.run(APPEND.formatted("never"));
    var waiting = other.start(LOCK);
    assertBlocked(waiting);
    one.run("rollback");
    waiting.join();
    other.run(APPEND.formatted("first"));
    other.run("commit");
    assertThat(seen()).containsExactly("1 first");
  }

  @Test
  void aBareSequenceLosesTheEventThatCommitsLate() {
    reader.run("create sequence bare");
    one.run("begin");
    other.run("begin");
    one.run(drawnFrom("bare", "late"));
    other.run(drawnFrom("bare", "early"));
    other.run("commit");
    var cursor = reader.run("select max(position) from log");
    one.run("commit");
    assertThat(reader.run("select type from log_event where position > " + cursor))
        .as("what a reader still gets")
        .isEqualTo(Session.NOTHING);
    assertThat(seen()).containsExactly("1 late", "2 early");
  }

  @Test
  void aSequenceWithACacheLosesEventsEvenUnderTheLock() {
    reader.run("create sequence cached cache 10");
    one.run("begin");
    one.run(LOCK);
    one.run(drawnFrom("cached", "first"));
    one.run("commit");
    other.run("begin");
    other.run(LOCK);
    other.run(drawnFrom("cached", "second"));
    other.run("commit");
    var cursor = reader.run("select max(position) from log");
    one.run("begin");
    one.run(LOCK);
    one.run(drawnFrom("cached", "third"));
    one.run("commit");
    assertThat(reader.run("select type from log_event where position > " + cursor))
        .isEqualTo(Session.NOTHING);
    assertThat(seen()).containsExactly("1 first", "2 third", "11 second");
  }

  @Test
  void aLockInsideAnUnreferencedCteNeverRuns() {
    var append = "with head as (" + LOCK + ") " + APPEND;
    one.run("begin");
    one.run(append.formatted("first"));
    assertThat(other.run("select count(*) from log_head where only_row")).isEqualTo("1");
    other.run("begin");
    other.run("set local lock_timeout = '200ms'");
    other.run(LOCK);
    one.run("commit");
    assertThat(seen()).containsExactly("1 first");
  }

  @Test
  void lockAndPositionInOneStatementDrawTheSamePositionTwice() {
    var append =
        "insert into log (position, first, events) select last + 1, last + 1, '[{\"type\":\"%s\"}]'"
            + " from (select coalesce(max(position), 0) as last from log) end_of_log, ("
            + LOCK
            + ") head";
    one.run("begin");
    other.run("begin");
    one.run(append.formatted("first"));
    var waiting = other.start(append.formatted("second"));
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
    one.run("begin");
    other.run("begin");
    assertThat(one.run(move)).isEqualTo("1");
    var waiting = other.start(move);
    assertBlocked(waiting);
    one.run("commit");
    assertThat(waiting.join()).isEqualTo("0");
  }

  private static String drawnFrom(String sequence, String type) {
    return "insert into log (position, first, events) select drawn, drawn, '[{\"type\":\""
        + type
        + "\"}]' from nextval('"
        + sequence
        + "') drawn";
  }

  private List<String> seen() {
    var seen = new ArrayList<String>();
    var all =
        reader.run(
            "select string_agg(position || ' ' || type, ',' order by position) from log_event");
    if (!all.equals("null")) {
      seen.addAll(List.of(all.split(",")));
    }
    return seen;
  }

  private static void assertBlocked(CompletableFuture<String> statement) {
    assertThatThrownBy(() -> statement.get(BLOCKED_MS, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }
}
