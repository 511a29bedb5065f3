package mercat.verify;

/** I11: no process goes on past its limit, with a minute for those who end it. */
final class NothingIsStuck implements Invariant {
  private static final String PENDING_TOO_LONG =
      """
      select 'order ' || id || ' is pending, ' || date_trunc('second', clock_timestamp() - deadline_at)
             || ' past its deadline'
      from orders.orders
      where status = 'pending' and deadline_at < clock_timestamp() - interval '1 minute'\
      """;

  private static final String PAYMENT_LEFT_ALONE =
      """
      select 'payment of order ' || order_id || ' is ' || state || ', wanted '
             || coalesce(wanted, 'nothing yet') || ', and nobody has tried for '
             || date_trunc('second', clock_timestamp() - coalesce(next_at, created_at))
      from payments.payment
      where state in ('sent', 'unknown', 'authorized', 'capturing')
        and (wanted is not null or state in ('sent', 'unknown'))
        and coalesce(next_at, created_at) < clock_timestamp() - interval '5 minutes'\
      """;

  static final String PAYMENTS_ON_THEIR_WAY =
      """
      select count(*) from payments.payment
      where state in ('sent', 'unknown', 'authorized', 'capturing')\
      """;

  @Override
  public String id() {
    return "I11";
  }

  @Override
  public String promise() {
    return "no process is older than its limit";
  }

  @Override
  public void examine(Examination examination) {
    var snapshot = examination.snapshot();
    var pending = snapshot.number("select count(*) from orders.orders where status = 'pending'");
    examination.checked(pending);
    examination.checked(snapshot.number(PAYMENTS_ON_THEIR_WAY));
    examination.faults(PENDING_TOO_LONG);
    examination.faults(PAYMENT_LEFT_ALONE);
    if (pending > 0) {
      examination.note(pending + " orders pending");
    }
  }
}
