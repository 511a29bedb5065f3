package mercat.verify;

import java.util.ArrayList;
import java.util.List;

/** What must hold of orders, shelves and whatever is agreed on between the contexts. */
final class TradeInvariants {
  private static final int ACKS_AT_ONCE = 10_000;

  private static final String TO_INVENTORY = LogInvariants.inFlight("inventory", "orders");
  private static final String TO_PAYMENTS = LogInvariants.inFlight("payments", "orders");

  private TradeInvariants() {}

  static void acknowledgedOrdersExist(Examination examination) {
    var page = new ArrayList<Ack>();
    examination
        .acks()
        .forEach(ack -> {
          page.add(ack);
          if (page.size() == ACKS_AT_ONCE) {
            compare(examination, page);
          }
        });
    compare(examination, page);
    if (examination.checked() == 0) {
      examination.note("nothing to compare: give what clients were told with --acks FILE");
    }
  }

  /** Compares a page and empties it. */
  private static void compare(Examination examination, List<Ack> acks) {
    examination.checked(acks.size());
    examination.faults(
        """
        select 'order ' || a.id || ' (key ' || a.key || ') was acknowledged as ' || a.status
               || ' over ' || a.total || ' ' || a.currency || ', '
               || case
                    when o.id is null then 'but does not exist'
                    else 'but is ' || o.status || ' over ' || o.total || ' ' || o.currency
                         || ', key ' || o.idempotency_key
                  end
        from unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[])
               as a(id, key, total, currency, status)
        left join orders.orders o on o.id = a.id::uuid
        where o.id is null
           or o.total <> a.total
           or o.currency <> a.currency
           or o.idempotency_key not in (a.key, '')
           or (a.status in ('confirmed', 'closed')
               and (o.confirmed_at is null or o.status in ('pending', 'rejected')))
        """,
        acks.stream().map(Ack::id).toArray(String[]::new),
        acks.stream().map(Ack::key).toArray(String[]::new),
        acks.stream().map(Ack::total).toArray(Long[]::new),
        acks.stream().map(Ack::currency).toArray(String[]::new),
        acks.stream().map(Ack::status).toArray(String[]::new));
    acks.clear();
  }

  static void stockAddsUp(Examination examination) {
    examination.checked("select count(*) from inventory.stock");
    examination.faults(
        """
        with received as (
          select sku, sum(quantity) as units from inventory.receipt group by sku),
        asked as (
          select line.sku,
                 coalesce(sum(line.units) filter (where r.state = 'committed'), 0) as sold,
                 coalesce(sum(line.units) filter (where r.state = 'held'), 0) as held
          from inventory.reservation r
          cross join lateral unnest(r.skus, r.quantities) as line(sku, units)
          where r.state in ('committed', 'held')
          group by line.sku),
        shelf as (
          select sku, s.on_hand, s.reserved,
                 coalesce(received.units, 0) as received,
                 coalesce(asked.sold, 0) as sold,
                 coalesce(asked.held, 0) as held
          from inventory.stock s
          full join received using (sku)
          full join asked using (sku))
        select 'SKU ' || sku || ': on hand ' || coalesce(on_hand::text, 'nothing') || ', but received '
               || received || ' - sold ' || sold || ' = ' || received - sold || '; reserved '
               || coalesce(reserved::text, 'nothing') || ', but held by orders ' || held
        from shelf
        where coalesce(on_hand, 0) <> received - sold
           or coalesce(reserved, 0) <> held
           or reserved < 0
           or reserved > on_hand
        order by sku
        """);
    examination.noteAny(
        "select count(*) from inventory.reservation where state = 'held'", "reservations held");
  }

  static void partiesAgree(Examination examination) {
    examination.checked("select count(*) from orders.orders");
    examination.faults(
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
               and o.id not in %1$s)
        """
            .formatted(TO_INVENTORY));
    belongToOrders(examination, "reservation", "inventory.reservation");
    examination.faults(
        """
        with ordered as (
          select o.id, line.sku, sum(line.quantity) as units
          from orders.orders o
          join inventory.reservation r on r.order_id = o.id and r.state in ('held', 'committed')
          cross join lateral json_to_recordset(o.lines) as line(sku text, quantity numeric)
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
        where coalesce(a.units, 0) <> coalesce(b.units, 0)
        """);
    examination.faults(
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
           or (o.status = 'rejected' and p.state = 'captured')
        """
            .formatted(TO_PAYMENTS));
    belongToOrders(examination, "payment", "payments.payment");
    examination.faults(
        """
        select 'order ' || o.id || ' says ' || o.payment_status || ', its payment is '
               || coalesce(p.state, 'missing')
               || case when p.state = 'captured'
                       then ', refunded ' || p.refunded || ' of ' || p.amount else '' end
        from orders.orders o
        left join payments.payment p on p.order_id = o.id
        where o.id not in %1$s
          and case
                when p.state is null then o.payment_status = 'none' or o.id in %2$s
                when p.state in ('declined', 'voided') then o.payment_status = p.state
                when p.state <> 'captured' and o.confirmed_at is null then o.payment_status in ('none', 'in_doubt')
                when p.state <> 'captured' then o.payment_status = 'authorized'
                when p.refunded = p.amount and (p.amount > 0 or p.wanted = 'nothing')
                  then o.payment_status = 'refunded'
                when p.refunded > 0 then o.payment_status = 'partly_refunded'
                else o.payment_status = 'captured'
              end is not true
        """
            .formatted(LogInvariants.inFlight("orders", "payments"), TO_PAYMENTS));
    examination.faults(
        """
        select 'order ' || o.id || ': subtotal ' || o.subtotal || ', its lines sum to ' || line.total
               || '; total ' || o.total
        from orders.orders o
        cross join lateral (
          select coalesce(sum(l.total), 0) as total,
                 coalesce(bool_and(l.total = l.quantity * l."unitPrice"), true) as is_right
          from json_to_recordset(o.lines) as l(quantity numeric, "unitPrice" numeric, total numeric))
          as line
        where line.total <> o.subtotal
           or not line.is_right
           or o.total <> o.subtotal::numeric - o.discount + o.shipping + o.tax
        """);
    examination.noteAny(
        "select count(distinct o.id) from orders.orders o where o.id in %s or o.id in %s"
            .formatted(TO_INVENTORY, TO_PAYMENTS),
        "orders in flight");
  }

  /** Each row of a table is of an order that exists. */
  static void belongToOrders(Examination examination, String what, String table) {
    examination.faults(
        """
        select '%s ' || it.order_id || ' (' || it.state || ') belongs to no order'
        from %s it
        where not exists (select from orders.orders o where o.id = it.order_id)
        """
            .formatted(what, table));
  }

  /** A guest and a customer may share an e-mail address; whose account is erased has no keys. */
  static void oneOrderPerKey(Examination examination) {
    examination.checked("select count(*) from orders.orders");
    examination.faults(
        """
        select 'key ' || idempotency_key || ' of one buyer names ' || count(*) || ' orders: '
               || string_agg(id::text, ', ' order by id)
        from orders.orders
        where idempotency_key <> ''
        group by buyer, idempotency_key
        having count(*) > count(distinct account) + 1
        """);
  }

  /** With a minute for those who end an order, and five for those who end a payment. */
  static void nothingIsStuck(Examination examination) {
    var pending = "select count(*) from orders.orders where status = 'pending'";
    examination.checked(pending);
    examination.checked(MoneyInvariants.ON_THEIR_WAY);
    examination.faults(
        """
        select 'order ' || id || ' is pending, ' || date_trunc('second', clock_timestamp() - deadline_at)
               || ' past its deadline'
        from orders.orders
        where status = 'pending' and deadline_at < clock_timestamp() - interval '1 minute'
        """);
    examination.faults(
        """
        select 'payment of order ' || order_id || ' is ' || state || ', wanted '
               || coalesce(wanted, 'nothing yet') || ', and nobody has tried for '
               || date_trunc('second', clock_timestamp() - coalesce(next_at, created_at))
        from payments.payment
        where state in ('sent', 'unknown', 'authorized', 'capturing')
          and (wanted is not null or state in ('sent', 'unknown'))
          and coalesce(next_at, created_at) < clock_timestamp() - interval '5 minutes'
        """);
    examination.noteAny(pending, "orders pending");
  }
}
