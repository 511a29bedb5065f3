package mercat.platform.log;

import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import mercat.contracts.Event;
import mercat.contracts.Vocabulary;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.bus.Json;
import mercat.platform.database.Database;
import org.jspecify.annotations.Nullable;

/** Answers the followers of a context's log, and keeps a book of how far each has read. */
public final class LogReader {
  /** What a payload may weigh together before the answer ends early, characters. */
  private static final int ANSWER_CHARACTERS_MAX = 512 * 1024;

  private static final String READ =
      """
      select position, key, type, trace, at,
             case when cardinality($3::text[]) = 0 or type = any($3::text[]) then payload::text end as payload
        from log
       where position > $1::bigint
       order by position
       limit $2::int\
      """;
  private static final String NOTE_READERS =
      """
      insert into log_reader as reader (follower, position)
      select follower, position from unnest($1::text[], $2::bigint[]) as seen(follower, position)
       order by follower
      on conflict (follower) do update set position = excluded.position, seen_at = now()\
      """;

  private static final Map<String, Class<? extends Event>> EVENTS =
      Vocabulary.EVENTS.stream()
          .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, type -> type));

  private final Database database;
  private final Map<String, Long> readers = new ConcurrentHashMap<>();
  private volatile @Nullable UUID incarnation;

  /** A reader of one schema's log. */
  public LogReader(Database database) {
    this.database = database;
  }

  /** A stretch of the log. */
  public ReadLog.Entries answer(ReadLog request, Call call) {
    if (request.after() == ReadLog.END) {
      return new ReadLog.Entries(incarnation(), end(), 0, List.of());
    }
    readers.put(request.follower(), request.after());
    var types = request.types().toArray(String[]::new);
    var rows =
        database.read(READ, Tuple.of(request.after(), request.limit()).addArrayOfString(types));
    var entries = new ArrayList<LogEntry>();
    long through = request.after();
    long scanned = 0;
    int characters = 0;
    for (var row : rows) {
      through = row.getLong(0);
      scanned++;
      var payload = row.getString(5);
      if (payload != null) {
        characters += payload.length();
        entries.add(
            new LogEntry(
                through,
                row.getUUID(1),
                eventOf(row.getString(2), payload),
                row.getString(3),
                row.getOffsetDateTime(4).withOffsetSameInstant(ZoneOffset.UTC).toInstant()));
        if (characters > ANSWER_CHARACTERS_MAX) {
          break;
        }
      }
    }
    return new ReadLog.Entries(incarnation(), through, scanned, entries);
  }

  /**
   * Writes down how far each follower has read since the last time. For operators, not for safety.
   */
  public void noteReaders() {
    if (readers.isEmpty()) {
      return;
    }
    var seen = new HashMap<>(readers);
    database.execute(
        NOTE_READERS,
        Tuple.tuple()
            .addArrayOfString(seen.keySet().toArray(String[]::new))
            .addArrayOfLong(seen.values().toArray(Long[]::new)));
    seen.forEach(readers::remove);
  }

  /**
   * Reads an event back from its log row.
   *
   * @throws Failure internal, when this version does not know the type
   */
  static Event eventOf(String type, String payload) {
    var known = EVENTS.get(type);
    if (known == null) {
      throw Failure.internal("unknown event " + type, null);
    }
    return Json.read(payload, known);
  }

  private long end() {
    return database
        .read("select coalesce(max(position), 0) from log", Tuple.tuple())
        .iterator()
        .next()
        .getLong(0);
  }

  private UUID incarnation() {
    var known = incarnation;
    if (known == null) {
      known =
          database
              .read("select incarnation from log_head", Tuple.tuple())
              .iterator()
              .next()
              .getUUID(0);
      incarnation = known;
    }
    return known;
  }
}
