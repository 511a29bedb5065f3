package mercat.verify;

/** I4: every entry sums to zero, and every balance is the sum of its postings. */
final class LedgerAddsUp implements Invariant {
  private static final String UNBALANCED =
      """
      select 'entry ' || kind || ' ' || source_id || ' sums to ' || sum(amount) || ' ' || currency
             || ' (' || string_agg(account || ' ' || amount, ', ' order by account) || ')'
      from payments.posting
      group by source_id, kind, currency
      having sum(amount) <> 0\
      """;

  private static final String BALANCE_WRONG =
      """
      with booked as (
        select account, currency, sum(amount) as balance
        from payments.posting
        group by account, currency)
      select 'account ' || account || ' has ' || coalesce(a.balance::text, 'no balance') || ' '
             || currency || ', its postings sum to ' || coalesce(b.balance, 0)
      from payments.account_balance a
      full join booked b using (account, currency)
      where coalesce(a.balance, 0) <> coalesce(b.balance, 0)\
      """;

  @Override
  public String id() {
    return "I4";
  }

  @Override
  public String promise() {
    return "every ledger entry sums to zero, every balance is the sum of its postings";
  }

  @Override
  public void examine(Examination examination) {
    examination.checked(
        examination
            .snapshot()
            .number(
                "select count(*) from (select from payments.posting group by source_id, kind) e"));
    examination.faults(UNBALANCED);
    examination.faults(BALANCE_WRONG);
  }
}
