package mercat.platform.database;

import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import java.util.function.Function;
import mercat.contracts.Event;

/**
 * Appends the events of a transaction to the schema's log, as its last statements before COMMIT.
 *
 * <p>Position order is commit order is visibility order, and positions are dense, because two
 * statements do it: the first locks the one row of {@code log_head}, which an earlier appender
 * holds until its transaction is visible; only the next one, with a snapshot of its own, draws
 * {@code max(position)}.
 */
public final class LogWriter {
  private static final String LOCK = "select incarnation from log_head for no key update";
  private static final String APPEND =
      """
      insert into log (position, key, type, payload, trace)
      select head.position + event.place, event.key, event.type, event.payload::json, event.trace
        from (select coalesce(max(position), 0) as position from log) head,
             unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) with ordinality
               as event(key, type, payload, trace, place)
       order by event.place\
      """;

  private final Function<Event, String> payload;
  private final Runnable appended;

  /**
   * A writer.
   *
   * @param payload writes an event as JSON
   * @param appended rung after a transaction that appended has committed
   */
  public LogWriter(Function<Event, String> payload, Runnable appended) {
    this.payload = payload;
    this.appended = appended;
  }

  void append(Tx tx) {
    var events = tx.appended();
    if (events.isEmpty()) {
      return;
    }
    var keys = new UUID[events.size()];
    var types = new String[keys.length];
    var payloads = new String[keys.length];
    var traces = new String[keys.length];
    for (int i = 0; i < keys.length; i++) {
      var event = events.get(i);
      keys[i] = event.key();
      types[i] = event.event().getClass().getSimpleName();
      payloads[i] = payload.apply(event.event());
      traces[i] = event.trace();
    }
    tx.send(LOCK, Tuple.tuple());
    tx.send(
        APPEND,
        Tuple.tuple()
            .addArrayOfUUID(keys)
            .addArrayOfString(types)
            .addArrayOfString(payloads)
            .addArrayOfString(traces));
  }

  void committed(Tx tx) {
    if (!tx.appended().isEmpty()) {
      appended.run();
    }
  }
}
