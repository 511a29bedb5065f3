package mercat.verify;

/** I6: a buyer's key names one order. */
final class OneOrderPerKey implements Invariant {
  private static final String TWICE =
      """
      select 'key ' || idempotency_key || ' of one buyer names ' || count(*) || ' orders: '
             || string_agg(id::text, ', ' order by id)
      from orders.orders
      group by buyer, idempotency_key
      having count(*) > 1\
      """;

  @Override
  public String id() {
    return "I6";
  }

  @Override
  public String promise() {
    return "one order per buyer and key";
  }

  @Override
  public void examine(Examination examination) {
    examination.checked(examination.snapshot().number("select count(*) from orders.orders"));
    examination.faults(TWICE);
  }
}
