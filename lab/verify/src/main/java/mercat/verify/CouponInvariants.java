package mercat.verify;

/** What must hold of coupons, and of what orders say that they took off. */
final class CouponInvariants {
  private static final String TO_PROMOTIONS = LogInvariants.inFlight("promotions", "orders");

  private CouponInvariants() {}

  /** Nobody has used a coupon more often than allowed, and every use is of an order that stands. */
  static void usedAsAllowed(Examination examination) {
    examination.checked("select count(*) from promotions.redemption");
    examination.faults(
        """
        select 'coupon ' || coalesce(c.code, r.coupon) || ' is redeemed by ' || coalesce(r.uses, 0)
               || ' orders, counted ' || coalesce(c.used::text, 'nowhere')
               || coalesce(', its limit is ' || c.uses_max, '')
        from promotions.coupon c
        full join (select coupon, count(*) as uses from promotions.redemption
                   where state = 'redeemed' group by coupon) r on r.coupon = c.code
        where c.code is null
           or c.used <> coalesce(r.uses, 0)
           or coalesce(r.uses, 0) > c.uses_max
        order by 1
        """);
    examination.faults(
        """
        select 'coupon ' || c.code || ' is redeemed ' || count(*) || ' times by one buyer, who may '
               || c.uses_per_customer_max || ' times: orders '
               || string_agg(r.order_id::text, ', ' order by r.order_id)
        from promotions.redemption r
        join promotions.coupon c on c.code = r.coupon
        where r.state = 'redeemed'
        group by c.code, c.uses_per_customer_max, r.customer
        having count(*) > c.uses_per_customer_max
        order by 1
        """);
    agreeWithOrders(examination);
    areTakenOffToThePenny(examination);
  }

  private static void agreeWithOrders(Examination examination) {
    examination.faults(
        """
        select 'order ' || o.id || ' is ' || o.status || ', its coupon ' || coalesce(o.coupon, 'none')
               || ', its redemption is ' || coalesce(r.state, 'missing')
               || coalesce(' of ' || r.coupon, '')
        from orders.orders o
        left join promotions.redemption r on r.order_id = o.id
        where (o.coupon is null and r.order_id is not null)
           or (r.coupon is not null and r.coupon is distinct from o.coupon)
           or (o.coupon is not null
               and o.status in ('confirmed', 'closed')
               and r.state is distinct from 'redeemed')
           or (o.coupon is not null and o.status = 'cancelled' and r.state is null)
           or (o.status in ('rejected', 'cancelled') and r.state = 'redeemed' and o.id not in %s)
           or (r.state in ('redeemed', 'released')
               and r.discount <> o.discount)
        """
            .formatted(TO_PROMOTIONS));
    TradeInvariants.belongToOrders(examination, "redemption", "promotions.redemption");
  }

  private static void areTakenOffToThePenny(Examination examination) {
    examination.faults(
        """
        select 'order ' || o.id || ': discount ' || o.discount || ', the shares of its lines sum to '
               || line.shares
        from orders.orders o
        cross join lateral (
          select coalesce(sum(l.discount), 0) as shares,
                 coalesce(bool_and(coalesce(l.discount, 0) between 0 and l.total), true) as is_right
          from json_to_recordset(o.lines) as l(total numeric, discount numeric))
          as line
        where line.shares <> o.discount
           or not line.is_right
           or (o.coupon is null and o.discount <> 0)
        """);
  }
}
