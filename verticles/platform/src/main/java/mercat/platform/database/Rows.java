package mercat.platform.database;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a statement gave back. */
public final class Rows {
  private Rows() {}

  /** The first; nothing where there is no row. */
  public static <T> Optional<T> first(RowSet<Row> rows, Function<? super Row, ? extends T> read) {
    return rows.stream().<T>map(read).findFirst();
  }

  /** The id in the first column of the first row. */
  public static Optional<UUID> firstId(RowSet<Row> rows) {
    return first(rows, row -> row.getUUID(0));
  }

  /** The ids in the first column, which whoever asks may take away from. */
  public static Set<UUID> ids(RowSet<Row> rows) {
    return rows.stream().map(row -> row.getUUID(0)).collect(Collectors.toCollection(HashSet::new));
  }

  /** All, each by a key that no other has. */
  public static <K, T> Map<K, T> byKey(
      RowSet<Row> rows, Function<? super Row, ? extends T> read, Function<? super T, K> key) {
    return rows.stream().<T>map(read).collect(Collectors.toMap(key, Function.identity()));
  }

  /** The moment in a column that may hold none. */
  public static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
