package mercat.platform.log;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import mercat.contracts.log.ReadLog;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;
import org.jspecify.annotations.Nullable;

/** How far a follower has come with one source: one row in the follower's own schema. */
final class CursorStore {
  private static final String START =
      "insert into cursor (source, position) values ($1::text, 0) on conflict (source) do nothing";
  private static final String POSITION =
      "select position, incarnation from cursor where source = $1::text";
  private static final String MOVE =
      """
      update cursor set position = $3::bigint, incarnation = $4::uuid, moved_at = now()
       where source = $1::text and position = $2::bigint\
      """;

  private final Database database;
  private final String source;

  /**
   * Where a follower stands.
   *
   * @param incarnation of the log that was followed so far; null before the first event
   */
  record Cursor(long position, @Nullable UUID incarnation) {}

  CursorStore(Database database, String source) {
    this.database = database;
    this.source = source;
  }

  /** The cursor as it is stored; at the beginning where there was none. */
  Cursor load() {
    database.execute(START, Tuple.of(source));
    var row = database.read(POSITION, Tuple.of(source)).iterator().next();
    return new Cursor(row.getLong(0), row.getUUID(1));
  }

  /**
   * Starts to move the cursor to the end of a page, which touches one row; none when another node
   * has moved it before.
   */
  Future<RowSet<Row>> move(Tx tx, long from, ReadLog.Entries page) {
    return tx.start(MOVE, Tuple.of(source, from, page.through(), page.incarnation()));
  }
}
