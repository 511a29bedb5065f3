package mercat.platform.log;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadStory;
import mercat.platform.Call;
import mercat.platform.database.Database;

/**
 * Finds the events of a key in the log of a schema, which is ordered by time and by nothing else:
 * an index on keys would cost every order more than a few searches are worth.
 */
public record LogSearch(Database database) {
  private static final String SCOPE = "orders:read";

  /** Rows that are looked at from the first moment on. */
  private static final int ROWS_MAX = 5_000;

  /** Rows that are looked at about each later moment. */
  private static final int ROWS_ABOUT_MAX = 1_000;

  private static final int ENTRIES_MAX = 500;

  /** A row bears the time at which its transaction began, and stands where that ended. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** The last position before a time, by halves. */
  private static final String BEFORE =
      """
      with recursive search (low, high) as (
        select 0::bigint, coalesce(max(position), 0) from log
        union all
        select case when probe.at < $1::timestamptz then probe.position else low end,
               case when probe.at < $1::timestamptz then high else (low + high) / 2 end
          from search
         cross join lateral (select position, at from log
                              where position > (low + high) / 2
                              order by position limit 1) probe
         where low < high)
      select min(low) from search where low >= high\
      """;

  /** Where a look of so many rows ends. */
  private static final String LAST =
      """
      select count(*), coalesce(max(position), $1::bigint)
        from (select position from log where position > $1::bigint order by position limit $2::int) l\
      """;

  /** The rows of a stretch that hold a text. */
  private static final String FIND =
      """
      select first, events::text, at
        from log
       where position > $1::bigint and position <= $2::bigint
         and events::text like '%' || $3::text || '%'
       order by position\
      """;

  /** Tells the events of a key. For staff that reads orders. */
  public ReadStory.Told read(ReadStory request, Call call) {
    call.actor().requireScope(SCOPE);
    var found = new TreeMap<Long, LogEntry>();
    boolean isWhole = false;
    long reached = 0;
    int rows = ROWS_MAX;
    for (var moment : request.moments()) {
      long after = before(moment);
      if (after < reached) {
        continue;
      }
      var look = look(after, rows);
      find(request.key(), look, found);
      reached = look.last();
      if (rows == ROWS_MAX) {
        isWhole = look.isToTheEnd();
      }
      if (isWhole || found.size() >= ENTRIES_MAX) {
        break;
      }
      rows = ROWS_ABOUT_MAX;
    }
    var entries = found.values().stream().limit(ENTRIES_MAX).toList();
    return new ReadStory.Told(entries, isWhole && entries.size() == found.size());
  }

  /** A stretch of the log, and whether there is nothing behind it. */
  private record Look(long after, long last, boolean isToTheEnd) {}

  private long before(Instant moment) {
    var time = moment.minus(SLACK).atOffset(ZoneOffset.UTC);
    return database.read(BEFORE, Tuple.of(time)).iterator().next().getLong(0);
  }

  private Look look(long after, int rows) {
    var end = database.read(LAST, Tuple.of(after, rows)).iterator().next();
    return new Look(after, end.getLong(1), end.getLong(0) < rows);
  }

  private void find(UUID key, Look look, Map<Long, LogEntry> found) {
    for (var row : database.read(FIND, Tuple.of(look.after(), look.last(), key.toString()))) {
      long first = row.getLong(0);
      var at = row.getOffsetDateTime(2).toInstant();
      for (var entry : LogPage.read(row.getString(1), first, at, 0, Set.of())) {
        if (entry.key().equals(key)) {
          found.put(entry.position(), entry);
        }
      }
    }
  }
}
