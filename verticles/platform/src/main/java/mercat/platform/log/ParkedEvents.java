package mercat.platform.log;

import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.UnreadEvent;
import mercat.platform.bus.Json;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;

/**
 * The events of one source that a follower could not apply, kept for an operator: as they stand in
 * the log, understood or not. Later events of the same key are kept behind them.
 */
final class ParkedEvents {
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

  /** Saves the look-up of keys as long as there is none. */
  private final AtomicBoolean any = new AtomicBoolean(true);

  ParkedEvents(Database database, String source) {
    this.database = database;
    this.source = source;
  }

  /** Looks whether there are any. */
  void load() {
    any.set(database.read(ANY, Tuple.of(source)).iterator().next().getBoolean(0));
  }

  /** Those of the entries that no earlier event of the same key stands in the way of. */
  List<LogEntry> without(List<LogEntry> entries) {
    if (entries.isEmpty() || !any.get()) {
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

  /** Keeps an event. */
  void park(Tx tx, LogEntry entry, String error, int attempts) {
    any.set(true);
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
