package mercat.platform.log;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /**
   * Starts to move the cursor to the end of a page, which touches one row; none when another node
   * has moved it before.
   */
  Future<RowSet<Row>> move(Tx tx, long from, ReadLog.Entries page) {
    return tx.start(MOVE, Tuple.of(source, from, page.through(), page.incarnation()));
  }

  /** Those of the entries that no earlier event of the same key stands in the way of. */
  List<LogEntry> withoutParked(List<LogEntry> entries) {
    if (entries.isEmpty() || !isAnyParked.get()) {
      return entries;
    }
    var keys = entries.stream().map(LogEntry::key).distinct().toArray(UUID[]::new);
    var parked = new HashSet<UUID>();
    database
        .read(KEYS, Tuple.of(source).addArrayOfUUID(keys))
        .forEach(row -> parked.add(row.getUUID(0)));
    return parked.isEmpty()
        ? entries
        : entries.stream().filter(entry -> !parked.contains(entry.key())).toList();
  }

  void park(Tx tx, LogEntry entry, String error, int attempts) {
    isAnyParked.set(true);
    var unread = entry.event() instanceof UnreadEvent found ? found : null;
    tx.send(
        PARK,
        Tuple.of(
            source,
            entry.position(),
            entry.key(),
            unread == null ? entry.event().getClass().getSimpleName() : unread.type(),
            unread == null ? Json.write(entry.event()) : unread.payload(),
            error,
            attempts));
  }
}
