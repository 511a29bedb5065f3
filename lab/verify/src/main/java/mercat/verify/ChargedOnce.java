package mercat.verify;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * I3: at most one live charge for an order, by the provider's own record; and what was captured is
 * the total of every order ever confirmed. Refunds are counted apart.
 */
final class ChargedOnce implements Invariant {
  private static final String CHARGED_TWICE =
      """
      select 'order ' || order_id || ' has ' || count(*) || ' live charges: '
             || string_agg(charge_key || ' ' || state || ' ' || amount, ', ' order by charge_key)
      from sandbox.charge
      where state in ('authorized', 'captured')
      group by order_id
      having count(*) > 1\
      """;

  private static final String CHARGE_OF_NO_ORDER =
      """
      select 'charge ' || c.charge_key || ' of ' || c.amount || ' was captured for order '
             || c.order_id || ', which '
             || case when o.id is null then 'does not exist' else 'was never confirmed' end
      from sandbox.charge c
      left join orders.orders o on o.id = c.order_id
      where c.state = 'captured' and (o.id is null or o.confirmed_at is null)\
      """;

  private static final String CAPTURED_ANOTHER_AMOUNT =
      """
      with captured as (
        select order_id, sum(amount) as amount, min(currency) as currency
        from sandbox.charge
        where state = 'captured'
        group by order_id)
      select 'order ' || o.id || ' over ' || o.total || ' ' || o.currency
             || ': captured by the provider '
             || coalesce(c.amount || ' ' || c.currency, 'nothing')
      from orders.orders o
      left join captured c on c.order_id = o.id
      left join payments.payment p on p.order_id = o.id
      where o.confirmed_at is not null
        and (c.amount <> o.total
             or c.currency <> o.currency
             or (c.amount is null
                 and o.total > 0
                 and o.status <> 'cancelled'
                 and coalesce(p.state, 'missing') not in ('sent', 'unknown', 'authorized', 'capturing')
                 and o.id not in %s))\
      """
          .formatted(InFlight.keys("payments", "orders"));

  private static final String BOOKED_ANOTHER_AMOUNT =
      """
      with booked as (
        select source_id as order_id, -sum(amount) as amount
        from payments.posting
        where kind = 'capture' and account = 'sales'
        group by source_id)
      select 'order ' || coalesce(o.id, b.order_id) || ' over ' || coalesce(o.total::text, 'nothing')
             || ': captured in the ledger ' || coalesce(b.amount::text, 'nothing')
      from orders.orders o
      full join booked b on b.order_id = o.id
      left join payments.payment p on p.order_id = o.id
      where (b.order_id is not null and (o.confirmed_at is null or b.amount <> o.total))
         or (b.order_id is null
             and o.confirmed_at is not null
             and o.total > 0
             and o.status <> 'cancelled'
             and coalesce(p.state, 'missing') not in ('sent', 'unknown', 'authorized', 'capturing')
             and o.id not in %s)\
      """
          .formatted(InFlight.keys("payments", "orders"));

  private static final String TAKEN_BUT_NOT_BOOKED =
      """
      select 'charge ' || c.charge_key || ' of ' || c.amount || ' for order ' || c.order_id
             || ' was captured by the provider, but is not in the ledger'
      from sandbox.charge c
      left join payments.payment p on p.order_id = c.order_id
      where c.state = 'captured'
        and c.amount > 0
        and coalesce(p.state, 'missing') not in ('sent', 'unknown', 'authorized', 'capturing')
        and not exists (
          select from payments.posting b
          where b.source_id = c.order_id and b.kind = 'capture')\
      """;

  private static final String REFUNDED_TOO_MUCH =
      """
      with refunded as (
        select r.order_id, -sum(p.amount) as amount
        from payments.posting p
        join payments.refund r on r.id = p.source_id
        where p.kind = 'refund' and p.account like 'provider:%'
        group by r.order_id)
      select 'order ' || c.order_id || ': the provider gave back ' || c.refunded || ' of ' || c.amount
             || ', the ledger says ' || coalesce(r.amount, 0)
      from sandbox.charge c
      left join refunded r on r.order_id = c.order_id
      where c.refunded < 0
         or c.refunded > c.amount
         or (c.state = 'captured' and coalesce(r.amount, 0) > c.refunded)\
      """;

  @Override
  public String id() {
    return "I3";
  }

  @Override
  public String promise() {
    return "one live charge per order; captured = the total of every order ever confirmed";
  }

  @Override
  public void examine(Examination examination) {
    var snapshot = examination.snapshot();
    examination.checked(
        snapshot.number("select count(*) from orders.orders where confirmed_at is not null"));
    if (snapshot.has("sandbox.charge")) {
      examination.checked(snapshot.number("select count(*) from sandbox.charge"));
      examination.faults(CHARGED_TWICE);
      examination.faults(CHARGE_OF_NO_ORDER);
      examination.faults(CAPTURED_ANOTHER_AMOUNT);
      examination.faults(TAKEN_BUT_NOT_BOOKED);
      examination.faults(REFUNDED_TOO_MUCH);
    } else {
      examination.note("no sandbox provider here: its record of charges was not seen");
    }
    examination.faults(BOOKED_ANOTHER_AMOUNT);
    examination.note(
        "captured %s, refunded %s"
            .formatted(pounds(booked(snapshot, "capture")), pounds(-booked(snapshot, "refund"))));
    var onTheirWay = snapshot.number(NothingIsStuck.PAYMENTS_ON_THEIR_WAY);
    if (onTheirWay > 0) {
      examination.note(onTheirWay + " payments on their way");
    }
  }

  private static long booked(ReadSession snapshot, String kind) {
    return snapshot.number(
        """
        select coalesce(-sum(amount), 0)::bigint from payments.posting
        where account = 'sales' and kind = ?\
        """,
        kind);
  }

  private static String pounds(long minor) {
    return String.format(Locale.ROOT, "%,.2f", BigDecimal.valueOf(minor, 2));
  }
}
