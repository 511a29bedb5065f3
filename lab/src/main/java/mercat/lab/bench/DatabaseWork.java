package mercat.lab.bench;

import java.util.Map;
import mercat.verify.ReadSession;
import mercat.verify.UnreachableException;

/**
 * How much the system has asked of its database so far; the difference of two is what happened in
 * between.
 *
 * @param rowsWritten inserted, updated and deleted, in all tables of the database
 * @param commitsByRole COMMIT statements, per role; empty where the server does not count them
 */
record DatabaseWork(long rowsWritten, Map<String, Long> commitsByRole) {
  static DatabaseWork now(ReadSession session) {
    return new DatabaseWork(rowsWritten(session), commits(session));
  }

  static long rowsWritten(ReadSession session) {
    return session.number(
        """
        select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint
        from pg_stat_user_tables\
        """);
  }

  private static Map<String, Long> commits(ReadSession session) {
    try {
      return session.numbers(
          """
          select r.rolname, sum(s.calls)::bigint
          from pg_stat_statements s
          join pg_roles r on r.oid = s.userid
          where s.query ilike 'commit%' and r.rolname like 'mercat\\_%'
          group by r.rolname\
          """);
    } catch (UnreachableException notCounted) {
      return Map.of();
    }
  }

  long rowsSince(DatabaseWork before) {
    return rowsWritten - before.rowsWritten;
  }

  /** Of the context that commits most often. */
  long commitsSince(DatabaseWork before) {
    return commitsByRole.entrySet().stream()
        .mapToLong(role -> role.getValue() - before.commitsByRole.getOrDefault(role.getKey(), 0L))
        .max()
        .orElse(0);
  }
}
