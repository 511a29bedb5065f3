package mercat.platform.log;

import static java.util.Objects.requireNonNull;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.ReadLogHead;
import mercat.platform.Call;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;

/**
 * Answers the followers of a schema's log, and notes in its table how far each has read.
 *
 * @param tail the newest events, as far as they are remembered
 */
public record LogReader(Database database, LogTail tail) {
  /** What a payload may weigh together before the answer ends early, characters. */
  private static final int ANSWER_CHARACTERS_MAX = 512 * 1024;

  /**
   * Whole rows within the limit, but at least one; and the log's life, even where there is none.
   */
  private static final String READ =
      """
      select head.incarnation, row.position, row.first, row.events, row.at
        from log_head head
        left join lateral (
          select position, first, events::text as events, at
            from log
           where position > $1::bigint
             and position <= greatest($1::bigint + $2::int,
                                      (select min(position) from log where position > $1::bigint))
        ) row on true
       order by row.position\
      """;

  private static final String END =
      """
      select head.incarnation, coalesce((select max(position) from log), 0)
        from log_head head\
      """;

  /** The newest row, and the log's life where there is none. */
  private static final String HEAD =
      """
      select head.incarnation, chain.first, coalesce(row.position, 0), encode(row.link, 'hex')
        from log_head head
        cross join log_chain chain
        left join lateral (select position, link from log order by position desc limit 1) row on true\
      """;

  private static final String NOTE_READERS =
      """
      insert into log_reader as reader (follower, position)
      select follower, position from unnest($1::text[], $2::bigint[]) as seen(follower, position)
       order by follower
      on conflict (follower) do update set position = excluded.position, seen_at = now()\
      """;

  public ReadLog.Entries read(ReadLog request, Call call) {
    if (request.after() != ReadLog.END) {
      tail.readers().note(request.follower(), request.after());
    }
    return stretch(request, ANSWER_CHARACTERS_MAX);
  }

  /**
   * Reads for somebody whom the book does not know.
   *
   * @param charactersMax what payloads may weigh together before the answer ends early
   */
  ReadLog.Entries stretch(ReadLog request, int charactersMax) {
    if (request.after() == ReadLog.END) {
      return end();
    }
    var remembered = tail.read(request, charactersMax);
    return remembered == null ? stored(request, charactersMax) : remembered;
  }

  /** How far the log goes, and its last link. */
  public ReadLogHead.Head head(ReadLogHead request, Call call) {
    var row = database.read(HEAD, Tuple.tuple()).iterator().next();
    return new ReadLogHead.Head(row.getUUID(0), row.getLong(1), row.getLong(2), row.getString(3));
  }

  private ReadLog.Entries stored(ReadLog request, int charactersMax) {
    var rows = database.read(READ, Tuple.of(request.after(), request.limit()));
    var entries = new ArrayList<LogEntry>();
    UUID incarnation = null;
    long after = request.after();
    long through = after;
    long scanned = 0;
    int characters = 0;
    for (var row : rows) {
      incarnation = row.getUUID(0);
      var events = row.getString(3);
      if (events == null) {
        break;
      }
      through = row.getLong(1);
      long first = row.getLong(2);
      scanned += through - Math.max(first - 1, after);
      entries.addAll(
          LogPage.read(
              events, first, row.getOffsetDateTime(4).toInstant(), after, request.types()));
      characters += events.length();
      if (characters > charactersMax) {
        break;
      }
    }
    return new ReadLog.Entries(requireNonNull(incarnation), through, scanned, entries);
  }

  /**
   * Writes down how far each follower has read since the last time. For operators, not for safety.
   */
  public void noteReaders() {
    var news = tail.readers().news();
    if (news.isEmpty()) {
      return;
    }
    database.execute(
        NOTE_READERS,
        Columns.of(news.entrySet()).text(Map.Entry::getKey).bigint(Map.Entry::getValue).tuple());
    tail.readers().told(news);
  }

  /** Where the log ends, with nothing of it. */
  ReadLog.Entries end() {
    var row = database.read(END, Tuple.tuple()).iterator().next();
    return new ReadLog.Entries(row.getUUID(0), row.getLong(1), 0, List.of());
  }
}
