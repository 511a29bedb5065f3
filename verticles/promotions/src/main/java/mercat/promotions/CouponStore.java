package mercat.promotions;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import mercat.contracts.Money;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponTerms;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;
import mercat.promotions.domain.StoredCoupon;
import org.jspecify.annotations.Nullable;

/** The table of coupons. Locked ascending by code, after the redemptions. */
record CouponStore(Database database) {
  private static final String COLUMNS =
      """
      code, percent, amount, currency, minimum_subtotal, minimum_currency, starts_at, ends_at, uses_max,
      uses_per_customer_max, version\
      """;

  /** Waits for whoever is adding the same code, and adds nothing when they have. */
  private static final String ADD =
      "insert into coupon ("
          + COLUMNS
          + """
          )
          values ($1::text, $2::int, $3::bigint, $4::text, $5::bigint, $6::text, $7::timestamptz, $8::timestamptz,
                  $9::bigint, $10::bigint, $11::bigint)
          on conflict do nothing\
          """;

  private static final String REPLACE =
      """
      update coupon
         set percent = $2::int, amount = $3::bigint, currency = $4::text, minimum_subtotal = $5::bigint,
             minimum_currency = $6::text, starts_at = $7::timestamptz, ends_at = $8::timestamptz,
             uses_max = $9::bigint, uses_per_customer_max = $10::bigint, version = $11::bigint, changed_at = now()
       where code = $1::text\
      """;

  private static final String FIND =
      "select " + COLUMNS + ", used from coupon where code = any($1::text[])";

  private static final String LOCK = FIND + " order by code for no key update";

  /** Every column has a bound, so that no page weighs much. */
  private static final String PAGE =
      "select " + COLUMNS + ", used from coupon where code > $1::text order by code limit $2::int";

  private static final String TAKE =
      """
      update coupon set used = coupon.used + taken.uses
        from unnest($1::text[], $2::bigint[]) as taken(code, uses)
       where coupon.code = taken.code\
      """;

  /** Stores the first version; false when there is one already. */
  boolean add(Tx tx, StoredCoupon first) {
    return tx.query(ADD, columns(first)).rowCount() == 1;
  }

  void replace(Tx tx, StoredCoupon next) {
    tx.send(REPLACE, columns(next));
  }

  /** What there is of these, locked ascending until the transaction ends. */
  List<StoredCoupon> lock(Tx tx, SortedSet<CouponCode> codes) {
    return stored(tx.query(LOCK, Columns.of(codes).text(CouponCode::value).tuple()));
  }

  /** Counts uses of coupons that are locked; fewer where the number is negative. */
  void take(Tx tx, SortedMap<CouponCode, Long> uses) {
    tx.send(
        TAKE,
        Columns.of(uses.entrySet())
            .text(entry -> entry.getKey().value())
            .bigint(Map.Entry::getValue)
            .tuple());
  }

  Optional<StoredCoupon> find(CouponCode code) {
    return Rows.first(
        database.read(FIND, Columns.texts(List.of(code.value()))), CouponStore::stored);
  }

  /** Coupons behind a code, ascending, so many at most. */
  List<StoredCoupon> page(String after, int most) {
    return stored(database.read(PAGE, Tuple.of(after, most)));
  }

  private static Tuple columns(StoredCoupon stored) {
    var coupon = stored.coupon();
    var amount = coupon.terms().amount();
    var minimum = coupon.minimumSubtotal();
    return Tuple.tuple()
        .addString(coupon.code().value())
        .addInteger(coupon.terms().percent())
        .addLong(amount == null ? null : Long.valueOf(amount.amount()))
        .addString(amount == null ? null : amount.currency())
        .addLong(minimum == null ? null : Long.valueOf(minimum.amount()))
        .addString(minimum == null ? null : minimum.currency())
        .addOffsetDateTime(at(coupon.startsAt()))
        .addOffsetDateTime(at(coupon.endsAt()))
        .addLong(coupon.limit())
        .addLong(coupon.limitPerCustomer())
        .addLong(stored.version());
  }

  private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static List<StoredCoupon> stored(RowSet<Row> rows) {
    return rows.stream().map(CouponStore::stored).toList();
  }

  private static StoredCoupon stored(Row row) {
    var coupon =
        new Coupon(
            new CouponCode(row.getString("code")),
            new CouponTerms(row.getInteger("percent"), money(row, "amount", "currency")),
            money(row, "minimum_subtotal", "minimum_currency"),
            Rows.instant(row.getOffsetDateTime("starts_at")),
            Rows.instant(row.getOffsetDateTime("ends_at")),
            row.getLong("uses_max"),
            row.getLong("uses_per_customer_max"));
    return new StoredCoupon(coupon, row.getLong("used"), row.getLong("version"));
  }

  private static @Nullable Money money(Row row, String amount, String currency) {
    var minor = row.getLong(amount);
    return minor == null ? null : new Money(minor, row.getString(currency));
  }
}
