package mercat.lab.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mercat.verify.DatabaseAccess;
import mercat.verify.Finding;
import mercat.verify.ReadSession;
import mercat.verify.Verify;

/**
 * Whether anything was done twice since a moment: told of in a log, charged, captured, given back,
 * taken from a shelf. It may be asked at any time, since what was done twice stays so. Nobody asks
 * for a refund in a torture, so one for an order is the most there may be.
 */
@SuppressWarnings(
    "InlineFormatString") // statements stand together, above the code that fills them in
final class NothingTwice {
  private static final int SHOWN_MAX = 5;

  private static final String TOLD_TWICE =
      """
      select 'the log of %1$s tells ' || count(*) || ' times of ' || type || ' of order ' || key
      from %1$s.log_event
      where at >= ?::timestamptz
        and type in ('OrderPlaced', 'OrderConfirmed', 'OrderRejected', 'OrderCancelled',
                     'StockReserved', 'StockReleased', 'CouponRedeemed', 'CouponReleased',
                     'PaymentAuthorized', 'PaymentDeclined', 'PaymentResolved', 'PaymentCaptured',
                     'PaymentVoided', 'PaymentRefunded')
      group by key, type
      having count(*) > 1\
      """;

  private static final List<String> DONE_TWICE =
      List.of(
          """
          select 'order ' || key || ' was confirmed and rejected'
          from orders.log_event
          where at >= ?::timestamptz and type in ('OrderConfirmed', 'OrderRejected')
          group by key
          having count(distinct type) > 1\
          """,
          """
          select 'order ' || order_id || ' has ' || count(*) || ' charges'
          from sandbox.charge
          where at >= ?::timestamptz
          group by order_id
          having count(*) > 1\
          """,
          """
          select 'order ' || o.id || ' over ' || o.total || ': booked as captured ' || -sum(p.amount)
          from orders.orders o
          join payments.posting p on p.source_id = o.id and p.kind = 'capture' and p.account = 'sales'
          where o.placed_at >= ?::timestamptz
          group by o.id, o.total
          having -sum(p.amount) <> o.total\
          """,
          """
          select 'order ' || order_id || ' was given back ' || count(*) || ' times'
          from payments.refund
          where created_at >= ?::timestamptz
          group by order_id
          having count(*) > 1\
          """,
          """
          select 'charge ' || charge_key || ': the provider gave back ' || count(*) || ' times'
          from sandbox.refund
          where at >= ?::timestamptz
          group by charge_key
          having count(*) > 1\
          """);

  private NothingTwice() {}

  /** A moment, as the database tells the time. */
  static String before(DatabaseAccess database, int seconds) {
    try (var session = ReadSession.on(database)) {
      return session.text(
          "select (clock_timestamp() - make_interval(secs => ?))::text", (double) seconds);
    }
  }

  /** Looks at what began after a moment, and counts the orders of some keys apart. */
  static Found since(DatabaseAccess database, String since, Set<String> keys) {
    try (var session = ReadSession.on(database)) {
      var twice = new ArrayList<String>();
      for (var context : List.of("orders", "inventory", "payments", "promotions")) {
        twice.addAll(session.texts(TOLD_TWICE.formatted(context), since));
      }
      for (var statement : DONE_TWICE) {
        twice.addAll(session.texts(statement, since));
      }
      Verify.now(database).all().stream()
          .filter(finding -> !finding.holds())
          .map(Finding::detail)
          .forEach(twice::add);
      return new Found(
          session.number(
              "select count(*) from orders.orders where placed_at >= ?::timestamptz", since),
          session.number(
              "select count(*) from orders.orders where idempotency_key = any(?)",
              (Object) keys.toArray(String[]::new)),
          twice.stream().limit(SHOWN_MAX).toList());
    }
  }

  /**
   * What was found.
   *
   * @param orders how many were looked at
   * @param ofKeys how many there are of the keys that were named
   * @param twice what was done twice, the first few
   */
  record Found(long orders, long ofKeys, List<String> twice) {}
}
