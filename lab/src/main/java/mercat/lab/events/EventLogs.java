package mercat.lab.events;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;

/** The logs of all contexts, by SQL, as those who are told of them should have them. */
@SuppressWarnings(
    "InlineFormatString") // statements stand together, above the code that fills them in
public final class EventLogs {
  private static final String LOG =
      """
      select h.incarnation || '/' || e.position, e.position, e.key::text, e.type
      from %1$s.log_event e
      cross join %1$s.log_head h
      order by e.position\
      """;

  private static final String END = "select coalesce(max(position), 0) from %s.log";

  private EventLogs() {}

  /** The position of each log's last event at this moment; 0 of one without any. */
  public static Map<String, Long> ends(DatabaseAccess database) {
    var ends = new LinkedHashMap<String, Long>();
    try (var session = ReadSession.snapshotOf(database)) {
      session
          .contexts()
          .forEach(context -> ends.put(context, session.number(END.formatted(context))));
    }
    return ends;
  }

  /** Gives all events of a log, in its order; of a snapshot no more than a page is held at once. */
  public static void each(
      ReadSession session, String context, Consumer<? super ConsumedEvent> events) {
    session.each(
        LOG.formatted(context),
        row ->
            new ConsumedEvent(
                context, row.getString(1), row.getLong(2), row.getString(3), row.getString(4)),
        events);
  }

  /** All events of a log, in its order; equal texts are the same ones, for there are many. */
  static List<ConsumedEvent> read(ReadSession session, String context) {
    var texts = new HashMap<String, String>();
    return session.rows(
        LOG.formatted(context),
        row ->
            new ConsumedEvent(
                context,
                row.getString(1),
                row.getLong(2),
                texts.computeIfAbsent(row.getString(3), text -> text),
                texts.computeIfAbsent(row.getString(4), text -> text)));
  }
}
