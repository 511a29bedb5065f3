package mercat.promotions;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.contracts.OrderId;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.platform.EnumText;
import mercat.platform.database.Columns;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;
import mercat.promotions.domain.CustomerOfCoupon;
import mercat.promotions.domain.Redemption;
import mercat.promotions.domain.RedemptionState;
import org.jspecify.annotations.Nullable;

/** The redemptions: one row per order. Always locked ascending by order, before the coupons. */
final class RedemptionStore {
  private static final String CLAIM =
      """
      insert into redemption (order_id, state, coupon, customer, discount, currency)
      select order_id, 'redeemed', coupon, customer, discount, currency
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[]) with ordinality
               as asked(order_id, coupon, customer, discount, currency, place)
       order by order_id, place
      on conflict do nothing
      returning order_id\
      """;

  private static final String REFUSE =
      """
      update redemption set state = 'refused', refusal = refused.refusal
        from unnest($1::uuid[], $2::text[]) as refused(order_id, refusal)
       where redemption.order_id = refused.order_id\
      """;

  private static final String USES =
      """
      select coupon, customer, count(*) as uses
        from unnest($1::text[], $2::uuid[]) as asked(coupon, customer)
        join redemption r using (coupon, customer)
       where r.state = 'redeemed' and r.order_id <> all($3::uuid[])
       group by coupon, customer\
      """;

  private static final String IS_USED_MORE_OFTEN =
      """
      select 1 from redemption where coupon = $1::text and state = 'redeemed'
       group by customer having count(*) > $2::bigint limit 1\
      """;

  private static final String FIND =
      """
      select order_id, state, coupon, refusal from redemption where order_id = any($1::uuid[])\
      """;

  private static final String LOCK_REDEEMED =
      FIND + " and state = 'redeemed' order by order_id for no key update";

  private static final String INSERT_TOMBSTONES =
      """
      insert into redemption (order_id, state)
      select order_id, 'released' from unnest($1::uuid[]) as ended(order_id)
       order by order_id
      on conflict do nothing\
      """;

  private static final String RELEASE =
      "update redemption set state = 'released' where order_id = any($1::uuid[])";

  /**
   * Claims a redemption for each order, redeemed until somebody says otherwise; the orders whose
   * claim is new. Of one order the first in the list is stored, for that is the one decided. Does
   * not wait.
   */
  Future<Set<UUID>> claim(Tx tx, List<RedeemCoupon> requests) {
    var claims =
        Columns.of(requests)
            .uuid(request -> request.orderId().value())
            .text(request -> request.coupon().value())
            .uuid(RedeemCoupon::customer)
            .bigint(request -> request.discount().amount())
            .text(request -> request.discount().currency())
            .tuple();
    return tx.start(CLAIM, claims).map(Rows::ids);
  }

  void refuse(Tx tx, SortedMap<UUID, CouponRefusal> refused) {
    var rows =
        Columns.of(refused.entrySet())
            .uuid(Map.Entry::getKey)
            .text(entry -> EnumText.of(entry.getValue()))
            .tuple();
    tx.send(REFUSE, rows);
  }

  /**
   * How often buyers use coupons, of those who do at all.
   *
   * @param but orders that are about to be decided
   */
  Map<CustomerOfCoupon, Long> uses(Tx tx, Set<CustomerOfCoupon> asked, Set<UUID> but) {
    var parameters =
        Columns.of(asked)
            .text(each -> each.coupon().value())
            .uuid(CustomerOfCoupon::customer)
            .tuple()
            .addArrayOfUUID(but.toArray(UUID[]::new));
    return tx.query(USES, parameters).stream()
        .collect(
            Collectors.toMap(
                row -> new CustomerOfCoupon(new CouponCode(row.getString(0)), row.getUUID(1)),
                row -> row.getLong(2)));
  }

  /** Whether some buyer uses a coupon more often than this. */
  boolean isUsedMoreOften(Tx tx, CouponCode code, long uses) {
    return tx.query(IS_USED_MORE_OFTEN, Tuple.of(code.value(), uses)).size() > 0;
  }

  /** The redemptions of these orders, as stored by whoever was first. */
  Map<UUID, Redemption> find(Tx tx, Collection<UUID> ids) {
    return redemptions(tx.query(FIND, Columns.uuids(ids)));
  }

  /** Leaves a tombstone for every order that has no redemption: a late redeem finds it. */
  void insertTombstones(Tx tx, Collection<UUID> ids) {
    tx.send(INSERT_TOMBSTONES, Columns.uuids(ids));
  }

  /** Those of the orders that use a coupon, locked ascending. */
  Map<UUID, Redemption> lockRedeemed(Tx tx, Collection<UUID> ids) {
    return redemptions(tx.query(LOCK_REDEEMED, Columns.uuids(ids)));
  }

  void release(Tx tx, Collection<UUID> ids) {
    tx.send(RELEASE, Columns.uuids(ids));
  }

  private static Map<UUID, Redemption> redemptions(RowSet<Row> rows) {
    return Rows.byKey(rows, RedemptionStore::redemption, each -> each.orderId().value());
  }

  private static Redemption redemption(Row row) {
    var coupon = row.getString(2);
    return new Redemption(
        new OrderId(row.getUUID(0)),
        EnumText.parse(RedemptionState.class, row.getString(1)),
        coupon == null ? null : new CouponCode(coupon),
        refusal(row.getString(3)));
  }

  private static @Nullable CouponRefusal refusal(@Nullable String text) {
    return text == null ? null : EnumText.parse(CouponRefusal.class, text);
  }
}
