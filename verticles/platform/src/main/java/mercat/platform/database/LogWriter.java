package mercat.platform.database;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends the events of a transaction to the schema's log, one row for all of them, as its last
 * statements before COMMIT.
 *
 * <p>Position order is commit order is visibility order, and positions are dense, because two
 * statements do it: the first locks the one row of {@code log_head}, which an earlier appender
 * holds until its transaction is visible; only the next one, with a snapshot of its own, draws
 * {@code max(position)}.
 *
 * @param page writes events as they stand in a row of the log
 * @param written told after a transaction that appended has committed
 */
public record LogWriter(Function<List<Tx.Appended>, String> page, Consumer<Written> written) {
  private static final String LOCK = "select incarnation from log_head for no key update";
  private static final String APPEND =
      """
      insert into log (position, first, events)
      select coalesce(max(position), 0) + $1::int, coalesce(max(position), 0) + 1, $2::text::json
        from log
      returning first, at\
      """;

  /**
   * What a committed transaction has added to the log.
   *
   * @param first the position of the first of the events; the others follow
   * @param characters what the events weigh as they stand in the log
   */
  public record Written(
      UUID incarnation, long first, List<Tx.Appended> events, Instant at, int characters) {}

  /**
   * Starts to append what the transaction announced; null when that is nothing.
   *
   * @return what it has added, to be asked for when it has committed
   */
  @Nullable Supplier<Written> append(Tx tx) {
    var events = tx.appended();
    if (events.isEmpty()) {
      return null;
    }
    var text = page.apply(events);
    var locked = tx.start(LOCK, Tuple.tuple());
    var appended = tx.start(APPEND, Tuple.of(events.size(), text));
    return () -> {
      var incarnation = locked.result().iterator().next().getUUID(0);
      var row = appended.result().iterator().next();
      var at = row.getOffsetDateTime(1).toInstant();
      return new Written(incarnation, row.getLong(0), events, at, text.length());
    };
  }

  void committed(@Nullable Supplier<Written> appended) {
    if (appended != null) {
      written.accept(appended.get());
    }
  }
}
