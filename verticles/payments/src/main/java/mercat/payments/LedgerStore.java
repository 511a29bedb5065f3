package mercat.payments;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.LedgerBalances.Balance;
import mercat.contracts.payments.LedgerBalances.LedgerSum;
import mercat.payments.domain.LedgerEntry;
import mercat.payments.domain.LedgerEntry.LedgerPosting;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;

/** The ledger. Postings are only ever inserted; balances move in the same transaction. */
record LedgerStore(Database database) {
  private static final String POST =
      """
      with posted as (
        insert into posting (source_id, kind, account, amount, currency)
        select source_id, kind, account, amount, currency
          from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[])
            as entry(source_id, kind, account, amount, currency)
        returning account, currency, amount)
      insert into account_balance as held (account, currency, balance)
      select account, currency, sum(amount)
        from posted
       group by account, currency
       order by account, currency
      on conflict (account, currency) do update set balance = held.balance + excluded.balance\
      """;

  private static final String BALANCES =
      "select account, balance, currency from account_balance order by account, currency";

  /** A posting with the entry that it belongs to. */
  private record PostingRow(LedgerEntry entry, LedgerPosting posting) {}

  /** Posts entries. The server, too, refuses one that does not sum to zero. */
  void post(Tx tx, List<LedgerEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    var rows =
        entries.stream()
            .flatMap(entry -> entry.postings().stream().map(each -> new PostingRow(entry, each)))
            .toList();
    tx.send(
        POST,
        Columns.of(rows)
            .uuid(row -> row.entry().sourceId())
            .text(row -> EnumText.of(row.entry().kind()))
            .text(row -> row.posting().account())
            .bigint(row -> row.posting().amount().amount())
            .text(row -> row.posting().amount().currency())
            .tuple());
  }

  /** What each account holds. For staff of finance. */
  LedgerBalances.Balances balances(LedgerBalances request, Call call) {
    call.actor().requireScope("ledger:read");
    return new LedgerBalances.Balances(
        database.read(BALANCES, Tuple.tuple()).stream()
            .map(row -> new Balance(row.getString(0), held(row)))
            .toList());
  }

  private static LedgerSum held(Row row) {
    return new LedgerSum(row.getBigDecimal(1).toBigIntegerExact(), row.getString(2));
  }
}
