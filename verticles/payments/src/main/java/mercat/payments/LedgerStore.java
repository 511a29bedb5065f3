package mercat.payments;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.LedgerBalances.Balance;
import mercat.payments.domain.LedgerEntry;
import mercat.payments.domain.LedgerEntry.EntryKind;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;

/** The ledger. Postings are only ever inserted; balances move in the same transaction. */
final class LedgerStore {
  private static final String POST =
      """
      insert into posting (source_id, kind, account, amount, currency)
      select source_id, kind, account, amount, currency
        from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[])
          as entry(source_id, kind, account, amount, currency)\
      """;

  private static final String BALANCE =
      """
      insert into account_balance as held (account, currency, balance)
      select account, currency, amount
        from unnest($1::text[], $2::text[], $3::bigint[]) as moved(account, currency, amount)
       order by account, currency
      on conflict (account, currency) do update set balance = held.balance + excluded.balance\
      """;

  private static final String BALANCES =
      "select account, balance, currency from account_balance order by account, currency";

  private final Database database;

  LedgerStore(Database database) {
    this.database = database;
  }

  /** A posting with what it shares with the others of its entry. */
  private record PostingRow(UUID sourceId, EntryKind kind, LedgerAccount account, long amount) {}

  private record LedgerAccount(String name, String currency) {}

  /** Posts entries. The server, too, refuses one that does not sum to zero. */
  void post(Tx tx, List<LedgerEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    var rows = new ArrayList<PostingRow>();
    var sums = new HashMap<LedgerAccount, Long>();
    for (var entry : entries) {
      for (var posting : entry.postings()) {
        var account = new LedgerAccount(posting.account(), posting.amount().currency());
        long amount = posting.amount().amount();
        rows.add(new PostingRow(entry.sourceId(), entry.kind(), account, amount));
        sums.merge(account, amount, Math::addExact);
      }
    }
    tx.send(
        POST,
        Columns.of(rows)
            .uuid(PostingRow::sourceId)
            .text(row -> EnumText.of(row.kind()))
            .text(row -> row.account().name())
            .bigint(PostingRow::amount)
            .text(row -> row.account().currency())
            .tuple());
    tx.send(
        BALANCE,
        Columns.of(sums.entrySet())
            .text(sum -> sum.getKey().name())
            .text(sum -> sum.getKey().currency())
            .bigint(Map.Entry::getValue)
            .tuple());
  }

  /** What each account holds. For staff of finance. */
  LedgerBalances.Balances balances(LedgerBalances request, Call call) {
    call.actor().requireRole("finance");
    return new LedgerBalances.Balances(
        database.read(BALANCES, Tuple.tuple()).stream()
            .map(row -> new Balance(row.getString(0), new Money(row.getLong(1), row.getString(2))))
            .toList());
  }
}
