package mercat.lab.bench;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import mercat.verify.ReadSession;
import mercat.verify.UnreachableException;

/**
 * How much each context has asked of the database so far; the difference of two is what happened in
 * between. A context is known by its schema, and by the name of its role.
 *
 * @param rows inserted, updated and deleted, in all tables of the database
 * @param statements and the WAL that they wrote; empty where the server does not count them
 * @param micros processor time of the connections that are open now; 0 where the machine does not
 *     tell
 */
record ContextWork(
    Map<String, Rows> rows, Map<String, Statements> statements, Map<String, Long> micros) {
  private static final String CONTEXT = "substring(rolname from '^mercat_(?:.*_)?([a-z]+)$')";

  private static final String ROWS =
      """
      select schemaname, sum(n_tup_ins)::bigint, sum(n_tup_upd)::bigint, sum(n_tup_del)::bigint
      from pg_stat_user_tables
      group by schemaname\
      """;

  private static final String STATEMENTS =
      """
      select %s as context, sum(s.calls)::bigint, sum(s.wal_bytes)::bigint,
             coalesce(sum(s.calls) filter (where s.query ilike 'commit%%'), 0)::bigint
      from pg_stat_statements s
      join pg_roles r on r.oid = s.userid
      where r.rolname like 'mercat\\_%%'
      group by context\
      """
          .formatted(CONTEXT);

  private static final String CONNECTIONS =
      """
      select a.pid::text, %s
      from pg_stat_activity a
      join pg_roles r on r.oid = a.usesysid
      where r.rolname like 'mercat\\_%%'\
      """
          .formatted(CONTEXT);

  record Rows(long inserted, long updated, long deleted) {
    private static final Rows NONE = new Rows(0, 0, 0);
  }

  /** Statements executed, COMMIT included, and how many of them are that. */
  record Statements(long calls, long walBytes, long commits) {
    private static final Statements NONE = new Statements(0, 0, 0);
  }

  /**
   * What one order costs a context in the database.
   *
   * @param statements executed, COMMIT included; 0 where the server does not count them
   * @param walBytes that they wrote
   * @param processorMicros of the context's connections; what is done for all of them, such as
   *     writing the WAL to disk, stands nowhere here
   */
  public record ContextCost(
      String context,
      double inserted,
      double updated,
      double deleted,
      double statements,
      double walBytes,
      double processorMicros) {}

  static ContextWork now(ReadSession session) {
    return new ContextWork(
        byContext(session, ROWS, row -> new Rows(row.getLong(2), row.getLong(3), row.getLong(4))),
        statements(session),
        ProcessorTime.ofConnections(
            session, session.rows(CONNECTIONS, row -> Map.entry(row.getLong(1), text(row, 2)))));
  }

  private static Map<String, Statements> statements(ReadSession session) {
    try {
      return byContext(
          session,
          STATEMENTS,
          row -> new Statements(row.getLong(2), row.getLong(3), row.getLong(4)));
    } catch (UnreachableException notCounted) {
      return Map.of();
    }
  }

  private static <T> Map<String, T> byContext(
      ReadSession session, String sql, ReadSession.RowReader<T> figures) {
    var all = new HashMap<String, T>();
    session
        .rows(sql, row -> Map.entry(text(row, 1), figures.read(row)))
        .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return String.valueOf(row.getString(column));
  }

  long rowsWritten() {
    return rows.values().stream()
        .mapToLong(written -> written.inserted + written.updated + written.deleted)
        .sum();
  }

  boolean countsCommits() {
    return statements.values().stream().anyMatch(asked -> asked.commits > 0);
  }

  /** Of the context that commits most often. */
  long commitsSince(ContextWork before) {
    return statements.entrySet().stream()
        .mapToLong(asked -> asked.getValue().commits - before.asked(asked.getKey()).commits)
        .max()
        .orElse(0);
  }

  private Statements asked(String context) {
    return statements.getOrDefault(context, Statements.NONE);
  }

  private Rows written(String context) {
    return rows.getOrDefault(context, Rows.NONE);
  }

  /** What one of so many orders has cost each context that had anything to do. */
  List<ContextCost> perOrderSince(ContextWork before, double orders) {
    var contexts = new TreeSet<>(rows.keySet());
    contexts.addAll(statements.keySet());
    return contexts.stream()
        .map(context -> costOf(context, before, orders))
        .filter(cost -> cost.statements + cost.inserted + cost.updated + cost.deleted > 0)
        .toList();
  }

  private ContextCost costOf(String context, ContextWork before, double orders) {
    var now = written(context);
    var then = before.written(context);
    var said = asked(context);
    var saidBefore = before.asked(context);
    return new ContextCost(
        context,
        (now.inserted - then.inserted) / orders,
        (now.updated - then.updated) / orders,
        (now.deleted - then.deleted) / orders,
        (said.calls - saidBefore.calls) / orders,
        (said.walBytes - saidBefore.walBytes) / orders,
        (micros.getOrDefault(context, 0L) - before.micros.getOrDefault(context, 0L)) / orders);
  }
}
