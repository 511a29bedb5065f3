package mercat.verify;

/** I5: in every final state an order, its reservation and its payment tell the same story. */
final class PartiesAgree implements Invariant {
  private static final String TO_INVENTORY = InFlight.keys("inventory", "orders");
  private static final String TO_PAYMENTS = InFlight.keys("payments", "orders");
  private static final String TO_ORDERS = InFlight.keys("orders", "payments");

  private static final String RESERVATION_DISAGREES =
      """
      select 'order ' || o.id || ' is ' || o.status || ', its reservation is '
             || coalesce(r.state, 'missing')
      from orders.orders o
      left join inventory.reservation r on r.order_id = o.id
      where (o.status in ('confirmed', 'closed')
             and coalesce(r.state, 'missing') not in ('held', 'committed'))
         or (o.status in ('confirmed', 'closed') and r.state = 'held' and o.id not in %1$s)
         or (o.status in ('rejected', 'cancelled')
             and r.state in ('held', 'committed')
             and o.id not in %1$s)\
      """
          .formatted(TO_INVENTORY);

  private static final String RESERVATION_OF_NO_ORDER =
      """
      select 'reservation ' || r.order_id || ' (' || r.state || ') belongs to no order'
      from inventory.reservation r
      where not exists (select from orders.orders o where o.id = r.order_id)\
      """;

  private static final String LINES_DIFFER =
      """
      with ordered as (
        select o.id, line.sku, sum(line.quantity) as units
        from orders.orders o
        join inventory.reservation r on r.order_id = o.id and r.state in ('held', 'committed')
        cross join lateral json_to_recordset(o.lines) as line(sku text, quantity bigint)
        group by o.id, line.sku),
      reserved as (
        select r.order_id as id, line.sku, sum(line.units) as units
        from inventory.reservation r
        cross join lateral unnest(r.skus, r.quantities) as line(sku, units)
        where r.state in ('held', 'committed')
          and exists (select from orders.orders o where o.id = r.order_id)
        group by r.order_id, line.sku)
      select 'order ' || id || ', SKU ' || sku || ': ordered ' || coalesce(a.units, 0)
             || ', reserved ' || coalesce(b.units, 0)
      from ordered a
      full join reserved b using (id, sku)
      where coalesce(a.units, 0) <> coalesce(b.units, 0)\
      """;

  private static final String PAYMENT_DISAGREES =
      """
      select 'order ' || o.id || ' over ' || o.total || ' ' || o.currency || ' is ' || o.status
             || ', its payment is '
             || coalesce(p.state || ' over ' || p.amount || ' ' || p.currency
                         || case when p.refunded > 0 then ', refunded ' || p.refunded else '' end,
                         'missing')
      from orders.orders o
      left join payments.payment p on p.order_id = o.id
      where (p.order_id is not null
             and (p.amount <> o.total or p.currency <> o.currency)
             and not (p.state = 'voided' and p.amount = 0))   -- a tombstone: never asked for
         or (o.status in ('confirmed', 'closed')
             and (o.total > 0 or p.order_id is not null)
             and coalesce(p.state, 'missing') in ('missing', 'declined', 'voided'))
         or (o.status in ('confirmed', 'closed')
             and p.state <> 'captured'
             and p.wanted is distinct from 'captured'
             and o.id not in %1$s)
         or (o.status in ('rejected', 'cancelled')
             and p.state in ('authorized', 'capturing', 'captured')
             and p.refunded < p.amount
             and p.next_at is null   -- nobody will look
             and o.id not in %1$s)
         or (o.status = 'rejected' and p.state = 'captured')\
      """
          .formatted(TO_PAYMENTS);

  private static final String PAYMENT_OF_NO_ORDER =
      """
      select 'payment ' || p.order_id || ' (' || p.state || ') belongs to no order'
      from payments.payment p
      where not exists (select from orders.orders o where o.id = p.order_id)\
      """;

  private static final String PAYMENT_STATUS_DIFFERS =
      """
      select 'order ' || o.id || ' says ' || o.payment_status || ', its payment is ' || p.state
      from orders.orders o
      join payments.payment p on p.order_id = o.id
      where p.state = 'captured'
        and o.payment_status not in ('captured', 'partly_refunded', 'refunded')
        and o.id not in %1$s
         or p.state <> 'captured'
        and o.payment_status in ('captured', 'partly_refunded', 'refunded')\
      """
          .formatted(TO_ORDERS);

  private static final String TOTAL_WRONG =
      """
      select 'order ' || o.id || ': subtotal ' || o.subtotal || ', its lines sum to ' || line.total
             || '; total ' || o.total
      from orders.orders o
      cross join lateral (
        select coalesce(sum(l.total), 0) as total,
               coalesce(bool_and(l.total = l.quantity * l."unitPrice"), true) as is_right
        from json_to_recordset(o.lines) as l(quantity bigint, "unitPrice" bigint, total bigint))
        as line
      where line.total <> o.subtotal
         or not line.is_right
         or o.total <> o.subtotal - o.discount + o.shipping + o.tax\
      """;

  @Override
  public String id() {
    return "I5";
  }

  @Override
  public String promise() {
    return "order, reservation and payment agree";
  }

  @Override
  public void examine(Examination examination) {
    var snapshot = examination.snapshot();
    examination.checked(snapshot.number("select count(*) from orders.orders"));
    examination.faults(RESERVATION_DISAGREES);
    examination.faults(RESERVATION_OF_NO_ORDER);
    examination.faults(LINES_DIFFER);
    examination.faults(PAYMENT_DISAGREES);
    examination.faults(PAYMENT_OF_NO_ORDER);
    examination.faults(PAYMENT_STATUS_DIFFERS);
    examination.faults(TOTAL_WRONG);
    var onTheWay =
        snapshot.number(
            "select count(distinct o.id) from orders.orders o where o.id in %s or o.id in %s"
                .formatted(TO_INVENTORY, TO_PAYMENTS));
    if (onTheWay > 0) {
      examination.note(onTheWay + " orders in flight");
    }
  }
}
