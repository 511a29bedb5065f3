package mercat.platform.database;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows as the columns that a statement reads with {@code unnest}: one array per column, in the
 * order of the calls, which is the order of the statement's parameters. {@code uuid} to {@code
 * bytea} each add a column of the type that they are named after.
 *
 * @param <T> what each row is made of
 */
public final class Columns<T> {
  private final Collection<? extends T> rows;
  private final Tuple tuple = Tuple.tuple();

  private Columns(Collection<? extends T> rows) {
    this.rows = rows;
  }

  /** Columns of these rows, in their order. */
  public static <T> Columns<T> of(Collection<? extends T> rows) {
    return new Columns<>(rows);
  }

  /** One column of ids: what {@code = any($1::uuid[])} compares with. */
  public static Tuple uuids(Collection<UUID> ids) {
    return of(ids).uuid(Function.identity()).tuple();
  }

  /** One column of texts: what {@code = any($1::text[])} compares with. */
  public static Tuple texts(Collection<String> texts) {
    return of(texts).text(Function.identity()).tuple();
  }

  public Columns<T> uuid(Function<? super T, ? extends @Nullable UUID> value) {
    tuple.addArrayOfUUID(column(UUID[]::new, value));
    return this;
  }

  public Columns<T> text(Function<? super T, ? extends @Nullable String> value) {
    tuple.addArrayOfString(column(String[]::new, value));
    return this;
  }

  public Columns<T> bigint(ToLongFunction<? super T> value) {
    tuple.addArrayOfLong(column(Long[]::new, value::applyAsLong));
    return this;
  }

  public Columns<T> integer(ToIntFunction<? super T> value) {
    tuple.addArrayOfInteger(column(Integer[]::new, value::applyAsInt));
    return this;
  }

  public Columns<T> bool(Predicate<? super T> value) {
    tuple.addArrayOfBoolean(column(Boolean[]::new, value::test));
    return this;
  }

  public Columns<T> bytea(Function<? super T, byte[]> value) {
    tuple.addArrayOfBuffer(column(Buffer[]::new, row -> Buffer.buffer(value.apply(row))));
    return this;
  }

  /** The columns so far, to which parameters that hold for all rows may be added. */
  public Tuple tuple() {
    return tuple;
  }

  private <C extends @Nullable Object> C[] column(
      IntFunction<C[]> array, Function<? super T, ? extends C> value) {
    return rows.stream().<C>map(value).toArray(array);
  }
}
