package mercat.lab.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import mercat.lab.events.EventLogs;
import mercat.lab.feed.TopicReader.TopicRecord;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;
import mercat.verify.UnreachableException;

/**
 * What stands in topics beside the logs that they are of. Their records are put into a temporary
 * table of the database that has the logs, which does the comparing: here no more than a page of
 * them is held.
 */
final class TopicComparison implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE_RECORDS = 1_000;
  private static final String TABLES =
      """
      create temporary table told (
        number bigint generated always as identity,
        topic text, partition int, record_key text,
        context text, id text collate "C", position bigint, key text collate "C", type text,
        content int);
      create temporary table logged (id text collate "C", position bigint, key text, type text);
      create temporary table fault (kind text, what text, position bigint, type text, key text)\
      """;
  private static final String KEEP =
      """
      insert into told (topic, partition, record_key, context, id, position, key, type, content)
      select ?, record.partition, record.key, event.*, record.content
      from json_to_recordset(?::json) as record (partition int, key text, event json, content int)
      cross join lateral json_to_record(record.event)
        as event (context text, id text, position bigint, key text, type text)\
      """;

  /** What was told first of each id, and again; and what is wrong with that. */
  private static final String FIND_FAULTS =
      """
      insert into fault
      with asked as (select ?::text as topic, ?::text as context, ?::bigint as through),
      first as materialized (
        select distinct on (id) told.* from told join asked using (topic) order by id, number),
      beside as materialized (
        select first.*,
               (first.context, first.position, first.key, first.type)
                 is not distinct from (asked.context, logged.position, logged.key, logged.type) as is_logged,
               first_value(partition) over keys as home,
               max(first.position) over (keys rows between unbounded preceding and 1 preceding) as furthest
        from first
        join asked using (topic)
        left join logged using (id)
        window keys as (partition by first.key order by number))
      select 'foreign', 'not in the log, or of the key ' || record_key, position, type, key
      from beside
      where not is_logged or key <> record_key
      union all
      select 'changed', 'another event had its id', told.position, told.type, told.key
      from told
      join first using (topic, id)
      where told.content <> first.content
      union all
      select 'missing', 'not written', position, type, key
      from logged, asked
      where position <= through
        and not exists (select from beside where beside.id = logged.id and is_logged)
      union all
      select 'out of order',
             case
               when partition <> home then 'its key is in two partitions'
               else 'written after event ' || furthest || ' of its key'
             end,
             position, type, key
      from beside
      where partition <> home or position <= coalesce(furthest, 0)\
      """;

  private static final String COUNTS =
      """
      select 'logged', count(*) from logged where position <= ?
      union all
      select 'written', count(*) from told where topic = ?
      union all
      select 'first', count(distinct id) from told where topic = ?
      union all
      select kind, count(*) from fault group by kind\
      """;
  private static final String FIRST_FAULTS =
      """
      select ? || ': ' || what || ': event ' || position || ', ' || type || ' of ' || key
      from fault
      order by kind, position
      limit 3\
      """;
  private static final String SEQUENCES =
      """
      with asked as (select ?::text as one, ?::text as other, ?::bigint as through),
      first as (
        select distinct on (topic, id) told.*
        from told join asked on topic in (one, other)
        order by topic, id, number),
      sequence as (
        select key,
               array_agg(position order by number) filter (where topic = one) as by_one,
               array_agg(position order by number) filter (where topic = other) as by_other
        from first, asked
        where position between 1 and through
        group by key)
      select count(by_one), count(*) filter (where by_one is distinct from by_other)
      from sequence\
      """;

  private final Connection connection;
  private final ReadSession session;

  /** Compares with the logs of a database, whose superuser is known. */
  TopicComparison(DatabaseAccess database) {
    connection = database.asAdmin(database.database());
    session = ReadSession.on(connection);
    // Nothing is compiled that runs once.
    execute("set jit = off");
    execute(TABLES);
  }

  /** Takes all records of a topic: by partition, and in order. */
  void take(String topic, Consumer<Consumer<TopicRecord>> records) {
    var page = new ArrayList<TopicRecord>();
    records.accept(record -> {
      page.add(record);
      if (page.size() == PAGE_RECORDS) {
        keep(topic, page);
      }
    });
    keep(topic, page);
    execute("analyze told");
  }

  /** Keeps a page and empties it. */
  private void keep(String topic, List<TopicRecord> page) {
    execute(KEEP, topic, JSON.valueToTree(page).toString());
    page.clear();
  }

  /**
   * What is found of a topic that was taken. Kafka keeps the order of a partition only: all of a
   * key must be in one.
   *
   * @param end how far the log must have been written at least; what came later may be there or not
   */
  TopicTally tally(String topic, String context, long end) {
    execute("truncate logged, fault");
    execute("insert into logged " + EventLogs.log(context));
    execute("analyze logged");
    execute(FIND_FAULTS, topic, context, String.valueOf(end));
    var counts = session.numbers(COUNTS, end, topic, topic);
    ToLongFunction<String> count = name -> counts.getOrDefault(name, 0L);
    return new TopicTally(
        context,
        count.applyAsLong("logged"),
        count.applyAsLong("written"),
        count.applyAsLong("written") - count.applyAsLong("first"),
        count.applyAsLong("missing"),
        count.applyAsLong("out of order"),
        count.applyAsLong("changed"),
        count.applyAsLong("foreign"),
        session.texts(FIRST_FAULTS, context));
  }

  /**
   * What two topics that were taken tell of each key of a log: repeats left out, each key's events
   * in the order of the topic.
   *
   * @param through up to this position of the log
   */
  KeySequences sequences(String first, String second, long through) {
    ReadSession.RowReader<KeySequences> keys =
        row -> new KeySequences(row.getLong(1), row.getLong(2));
    return session.rows(SEQUENCES, keys, first, second, through).getFirst();
  }

  private void execute(String sql, String... parameters) {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      statement.execute();
    } catch (SQLException failure) {
      throw new UnreachableException(
          "topics and logs cannot be compared: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() {
    session.close();
  }

  /**
   * Keys as two topics tell of them.
   *
   * @param keys of the first topic
   * @param differing keys that are told otherwise by the second, or only by one of both
   */
  record KeySequences(long keys, long differing) {}

  /**
   * A topic and its log.
   *
   * @param logged events that must have been written
   * @param written records of the topic, repeats included
   * @param repeats records with an id that was there before
   * @param missing events of the log that were not written
   * @param outOfOrder events that stand behind later ones of their key, or in another partition
   * @param changed repeats that are not what was first written with their id
   * @param foreign events that are not in the log as they were written
   * @param faults the first few, in words
   */
  record TopicTally(
      String context,
      long logged,
      long written,
      long repeats,
      long missing,
      long outOfOrder,
      long changed,
      long foreign,
      List<String> faults) {
    boolean isWhole() {
      return missing + outOfOrder + changed + foreign == 0;
    }
  }
}
