package mercat.lab.events;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;

/** The logs of all contexts, by SQL, as those who are told of them should have them. */
public final class EventLogs {
  private EventLogs() {}

  /** The position of each log's last event at this moment; 0 of one without any. */
  public static Map<String, Long> ends(DatabaseAccess database) {
    var ends = new LinkedHashMap<String, Long>();
    try (var session = ReadSession.snapshotOf(database)) {
      for (var context : session.contexts()) {
        var end = "select coalesce(max(position), 0) from " + context + ".log";
        ends.put(context, session.number(end));
      }
    }
    return ends;
  }

  /** The statement that gives all events of a log, in its order: id, position, key and type. */
  public static String log(String context) {
    return """
    select h.incarnation || '/' || e.position, e.position, e.key::text, e.type
    from %1$s.log_event e
    cross join %1$s.log_head h
    order by e.position
    """
        .formatted(context);
  }

  /** All events of a log, in its order; equal texts are the same ones, for there are many. */
  static List<ConsumedEvent> read(ReadSession session, String context) {
    var texts = new HashMap<String, String>();
    return session.rows(
        log(context),
        row ->
            new ConsumedEvent(
                context,
                row.getString(1),
                row.getLong(2),
                texts.computeIfAbsent(row.getString(3), text -> text),
                texts.computeIfAbsent(row.getString(4), text -> text)));
  }
}
