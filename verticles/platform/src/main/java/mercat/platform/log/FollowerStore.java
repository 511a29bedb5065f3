package mercat.platform.log;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import mercat.contracts.log.ListFollowers.FollowerState;
import mercat.contracts.log.ListFollowers.LogState;
import mercat.contracts.log.ListParked.ParkedEvent;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.UnreadEvent;
import mercat.platform.bus.Json;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;
import org.jspecify.annotations.Nullable;

/**
 * How far a follower has come with one source, in the follower's own schema: one row for its
 * cursor, and the events that it could not apply. They are kept for an operator as they stand in
 * the log, understood or not, and later events of the same key behind them.
 */
final class FollowerStore {
  private static final String START =
      "insert into cursor (source, position) values ($1::text, 0) on conflict (source) do nothing";
  private static final String POSITION =
      "select position, incarnation from cursor where source = $1::text";
  private static final String MOVE =
      """
      update cursor set position = $3::bigint, incarnation = $4::uuid, moved_at = now()
       where source = $1::text and position = $2::bigint\
      """;

  private static final String ANY = "select exists (select from parked where source = $1::text)";
  private static final String KEYS =
      "select distinct key from parked where source = $1::text and key = any($2::uuid[])";
  private static final String PARK =
      """
      insert into parked (source, position, key, type, payload, error, attempts)
      values ($1::text, $2::bigint, $3::uuid, $4::text, $5::text::json, $6::text, $7::int)
      on conflict do nothing\
      """;

  private static final String STATE =
      """
      select coalesce(c.position, 0), c.incarnation, c.moved_at, count(p.position), min(p.parked_at)
        from (values ($1::text)) as wanted(source)
        left join cursor c on c.source = wanted.source
        left join parked p on p.source = wanted.source
       group by c.position, c.incarnation, c.moved_at\
      """;
  private static final String LIST =
      """
      select position, key, type, payload::text, error, attempts, parked_at
        from parked
       where source = $1::text and position > $2::bigint
       order by position
       limit $3::int\
      """;
  private static final String FIRST =
      """
      select min(other.position)
        from parked event
        join parked other on other.source = event.source and other.key = event.key
       where event.source = $1::text and event.position = $2::bigint\
      """;

  /** An event that is the first of its key, and those behind it. */
  private static final String WITH_THOSE_BEHIND =
      """
      source = $1::text
         and position in (select other.position
                            from parked event
                            join parked other on other.source = event.source and other.key = event.key
                           where event.source = $1::text and event.position = $2::bigint
                           order by other.position
                           limit $3::int)\
      """;

  private static final String EVENT = "position, key, type, payload::text, parked_at";
  private static final String READ = "select " + EVENT + " from parked where " + WITH_THOSE_BEHIND;
  private static final String TAKE =
      "delete from parked where " + WITH_THOSE_BEHIND + " returning " + EVENT;

  private static final String FAILED =
      """
      update parked set error = $3::text, attempts = attempts + 1
       where source = $1::text and position = $2::bigint\
      """;
  private static final String DISCARD =
      "delete from parked where source = $1::text and position = $2::bigint returning " + EVENT;
  private static final String RESET =
      """
      insert into cursor (source, position, incarnation)
      values ($1::text, $2::bigint, $3::uuid)
      on conflict (source) do update
        set position = excluded.position, incarnation = excluded.incarnation, moved_at = now()\
      """;
  private static final String FORGET =
      "delete from parked where source = $1::text and position > $2::bigint";

  private final Database database;
  private final String source;

  /** Saves the look-up of keys as long as no event is parked. */
  private final AtomicBoolean isAnyParked = new AtomicBoolean(true);

  /**
   * Where a follower stands.
   *
   * @param incarnation of the log that was followed so far; null before the first event
   */
  record Cursor(long position, @Nullable UUID incarnation) {}

  FollowerStore(Database database, String source) {
    this.database = database;
    this.source = source;
  }

  /**
   * The cursor as it is stored; at the beginning where there was none. What is parked is looked at
   * after it: before a cursor seen later, another node may have parked something.
   */
  Cursor load() {
    database.execute(START, Tuple.of(source));
    var row = database.read(POSITION, Tuple.of(source)).iterator().next();
    isAnyParked.set(database.read(ANY, Tuple.of(source)).iterator().next().getBoolean(0));
    return new Cursor(row.getLong(0), row.getUUID(1));
  }

  /** Whether it has ever followed. */
  boolean hasCursor() {
    return database.read(POSITION, Tuple.of(source)).size() > 0;
  }

  /**
   * Starts to move the cursor to the end of a page, which touches one row; none when another node
   * has moved it before.
   */
  Future<RowSet<Row>> move(Tx tx, long from, ReadLog.Entries page) {
    return tx.start(MOVE, Tuple.of(source, from, page.through(), page.incarnation()));
  }

  /** The keys of which an event is parked, among those of the entries. */
  Set<UUID> parkedKeys(List<LogEntry> entries) {
    var parked = new HashSet<UUID>();
    if (isAnyParked.get() && !entries.isEmpty()) {
      var keys = entries.stream().map(LogEntry::key).distinct().toArray(UUID[]::new);
      database
          .read(KEYS, Tuple.of(source).addArrayOfUUID(keys))
          .forEach(row -> parked.add(row.getUUID(0)));
    }
    return parked;
  }

  void park(Tx tx, LogEntry entry, String error, int attempts) {
    isAnyParked.set(true);
    var payload =
        entry.event() instanceof UnreadEvent unread ? unread.payload() : Json.write(entry.event());
    tx.send(
        PARK,
        Tuple.of(source, entry.position(), entry.key(), entry.type(), payload, error, attempts));
  }

  /** How the follower stands, for people. */
  FollowerState state(@Nullable LogState log) {
    var row = database.read(STATE, Tuple.of(source)).iterator().next();
    return new FollowerState(
        source,
        row.getLong(0),
        row.getUUID(1),
        instant(row.getOffsetDateTime(2)),
        row.getLong(3),
        instant(row.getOffsetDateTime(4)),
        log);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  List<ParkedEvent> listParked(long after, int limit) {
    return database.read(LIST, Tuple.of(source, after, limit)).stream()
        .map(row ->
            new ParkedEvent(
                row.getLong(0),
                row.getUUID(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getInteger(5),
                row.getOffsetDateTime(6).toInstant()))
        .toList();
  }

  /** The first parked event of the same key; null when the event is not parked. */
  @Nullable Long firstParked(long position) {
    return database.read(FIRST, Tuple.of(source, position)).iterator().next().getLong(0);
  }

  /**
   * Takes a parked event and those behind it, in order.
   *
   * @param trace that their effects continue
   */
  List<LogEntry> takeParked(Tx tx, long position, int max, String trace) {
    return entries(tx.query(TAKE, Tuple.of(source, position, max)), trace);
  }

  /** Looks at what {@link #takeParked} would take. */
  List<LogEntry> readParked(long position, int max, String trace) {
    return entries(database.read(READ, Tuple.of(source, position, max)), trace);
  }

  private static List<LogEntry> entries(RowSet<Row> rows, String trace) {
    return rows.stream()
        .map(row -> entry(row, trace))
        .sorted(Comparator.comparingLong(LogEntry::position))
        .toList();
  }

  void noteFailure(long position, String error) {
    database.execute(FAILED, Tuple.of(source, position, error));
  }

  /** Forgets a parked event; nothing when there is none. */
  Optional<LogEntry> discard(Tx tx, long position) {
    return tx.query(DISCARD, Tuple.of(source, position)).stream()
        .map(row -> entry(row, ""))
        .findFirst();
  }

  private static LogEntry entry(Row row, String trace) {
    return new LogEntry(
        row.getLong(0),
        row.getUUID(1),
        Json.event(row.getString(2), Json.read(row.getString(3), JsonNode.class)),
        trace,
        row.getOffsetDateTime(4).toInstant());
  }

  /** Moves the cursor wherever it stands; where it stood. */
  long reset(Tx tx, long position, UUID incarnation) {
    var before = tx.query(POSITION + " for update", Tuple.of(source)).iterator();
    tx.send(RESET, Tuple.of(source, position, incarnation));
    tx.send(FORGET, Tuple.of(source, position));
    return before.hasNext() ? before.next().getLong(0) : 0;
  }
}
