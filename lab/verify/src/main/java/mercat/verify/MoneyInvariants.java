package mercat.verify;

import java.util.Locale;

/** What must hold of money: by the provider's own record, and by the books. */
final class MoneyInvariants {
  static final String ON_THEIR_WAY =
      """
      select count(*) from payments.payment
      where state in ('sent', 'unknown', 'authorized', 'capturing')
      """;

  private static final String ELSEWHERE =
      """
      select count(*) from payments.payment
      where state = 'captured' and provider not in ('sandbox', '')
      """;

  /** Behind an authorization, until what the provider took must stand in the ledger. */
  private static final int BOOKED_MINUTES_MAX = 5;

  private MoneyInvariants() {}

  /** Refunds are counted apart. */
  static void chargedOnce(Examination examination) {
    var snapshot = examination.snapshot();
    var inFlight = LogInvariants.inFlight("payments", "orders");
    examination.checked("select count(*) from orders.orders where confirmed_at is not null");
    if (snapshot.has("sandbox.charge")) {
      examination.checked("select count(*) from sandbox.charge");
      examineProvider(examination, inFlight);
    } else {
      examination.note("no sandbox provider here: its record of charges was not seen");
    }
    examination.faults(
        """
        with booked as (
          select source_id as order_id, -amount as amount, currency
          from payments.posting
          where kind = 'capture' and account = 'sales')
        select 'order ' || coalesce(o.id, b.order_id) || ' over ' || coalesce(o.total || ' ' || o.currency, 'nothing')
               || ': captured in the ledger ' || coalesce(b.amount || ' ' || b.currency, 'nothing')
        from orders.orders o
        full join booked b on b.order_id = o.id
        left join payments.payment p on p.order_id = o.id
        where (b.order_id is not null and (o.confirmed_at is null or b.amount <> o.total or b.currency <> o.currency))
           or (b.order_id is null
               and o.confirmed_at is not null
               and o.total > 0
               and o.status <> 'cancelled'
               and coalesce(p.state, 'missing') not in ('sent', 'unknown', 'authorized', 'capturing')
               and o.id not in %s)
        """
            .formatted(inFlight));
    examination.note(
        "captured %s, refunded %s"
            .formatted(booked(snapshot, "capture", -1), booked(snapshot, "refund", 1)));
    examination.noteAny(ON_THEIR_WAY, "payments on their way");
    examination.noteAny(ELSEWHERE, "payments taken by providers whose record is not seen here");
  }

  private static void examineProvider(Examination examination, String inFlight) {
    examination.faults(
        """
        select 'order ' || order_id || ' has ' || count(*) || ' live charges: '
               || string_agg(charge_key || ' ' || state || ' ' || amount, ', ' order by charge_key)
        from sandbox.charge
        where state in ('authorized', 'captured')
        group by order_id
        having count(*) > 1
        """);
    examination.faults(
        """
        select 'charge ' || c.charge_key || ' of ' || c.amount || ' is ' || c.state || ' for order '
               || c.order_id || ', whose payment is with ' || p.provider
        from sandbox.charge c
        join payments.payment p on p.order_id = c.order_id
        where c.state in ('authorized', 'captured') and p.provider not in ('sandbox', '')
        """);
    examination.faults(
        """
        select 'charge ' || c.charge_key || ' of ' || c.amount || ' was captured for order '
               || c.order_id || ', which '
               || case when o.id is null then 'does not exist' else 'was never confirmed' end
        from sandbox.charge c
        left join orders.orders o on o.id = c.order_id
        where c.state = 'captured' and (o.id is null or o.confirmed_at is null)
        """);
    examination.faults(
        """
        with captured as (
          select order_id, sum(amount) as amount, currency
          from sandbox.charge
          where state = 'captured'
          group by order_id, currency)
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
                   and coalesce(p.provider, 'sandbox') = 'sandbox'
                   and coalesce(p.state, 'missing') not in ('sent', 'unknown', 'authorized', 'capturing')
                   and o.id not in %s))
        """
            .formatted(inFlight));
    examination.faults(
        """
        select 'charge ' || c.charge_key || ' of ' || c.amount || ' for order ' || c.order_id
               || ' was captured by the provider, but is not in the ledger'
        from sandbox.charge c
        left join payments.payment p on p.order_id = c.order_id
        where c.state = 'captured'
          and c.amount > 0
          and (coalesce(p.state, 'missing') not in ('sent', 'unknown', 'authorized', 'capturing')
               or c.at < clock_timestamp() - interval '%d minutes')
          and not exists (
            select from payments.posting b
            where b.source_id = c.order_id and b.kind = 'capture')
        """
            .formatted(BOOKED_MINUTES_MAX));
    examination.faults(
        """
        with refunded as (
          select r.order_id, -sum(p.amount) as amount, p.currency
          from payments.posting p
          join payments.refund r on r.id = p.source_id
          where p.kind = 'refund' and p.account like 'provider:%'
          group by r.order_id, p.currency)
        select 'order ' || c.order_id || ': the provider gave back ' || c.refunded || ' of ' || c.amount
               || ' ' || c.currency || ', the ledger says ' || coalesce(r.amount || ' ' || r.currency, 'nothing')
        from sandbox.charge c
        left join refunded r on r.order_id = c.order_id
        where c.refunded < 0
           or c.refunded > c.amount
           or r.currency <> c.currency
           or (c.state = 'captured' and coalesce(r.amount, 0) > c.refunded)
        """);
  }

  /** What was booked so, in each currency by itself. */
  private static String booked(ReadSession snapshot, String kind, int sign) {
    var sums =
        snapshot.rows(
            """
            select ? * sum(amount), currency from payments.posting
            where account = 'sales' and kind = ?
            group by currency
            order by currency
            """,
            row ->
                String.format(
                    Locale.ROOT,
                    "%,.2f %s",
                    row.getBigDecimal(1).movePointLeft(2),
                    row.getString(2)),
            sign,
            kind);
    return sums.isEmpty() ? "nothing" : String.join(" and ", sums);
  }

  static void ledgerAddsUp(Examination examination) {
    examination.checked(
        "select count(*) from (select from payments.posting group by source_id, kind) e");
    examination.faults(
        """
        select 'entry ' || kind || ' ' || source_id || ' sums to ' || sum(amount) || ' ' || currency
               || ' (' || string_agg(account || ' ' || amount, ', ' order by account) || ')'
        from payments.posting
        group by source_id, kind, currency
        having sum(amount) <> 0
        """);
    examination.faults(
        """
        with booked as (
          select account, currency, sum(amount) as balance
          from payments.posting
          group by account, currency)
        select 'account ' || account || ' has ' || coalesce(a.balance::text, 'no balance') || ' '
               || currency || ', its postings sum to ' || coalesce(b.balance, 0)
        from payments.account_balance a
        full join booked b using (account, currency)
        where coalesce(a.balance, 0) <> coalesce(b.balance, 0)
        """);
  }
}
