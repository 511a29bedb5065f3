package mercat.payments;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mercat.contracts.Money;
import mercat.contracts.payments.LedgerBalances.Balance;
import mercat.payments.domain.Entry;
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
      select account, currency, sum(amount)
        from unnest($1::text[], $2::bigint[], $3::text[]) as entry(account, amount, currency)
       group by account, currency
       order by account, currency
      on conflict (account, currency) do update set balance = held.balance + excluded.balance\
      """;

  private static final String BALANCES =
      "select account, balance, currency from account_balance order by account, currency";

  private final Database database;

  LedgerStore(Database database) {
    this.database = database;
  }

  /** Posts entries. The server refuses one that does not sum to zero. */
  void post(Tx tx, List<Entry> entries) {
    int n = entries.size();
    var sources = entries.stream().map(Entry::sourceId).toArray(UUID[]::new);
    var kinds = strings(entries.stream().map(Entry::kind));
    var accounts = strings(entries.stream().map(Entry::account));
    var amounts = new Long[n];
    for (int i = 0; i < n; i++) {
      amounts[i] = entries.get(i).amount().amount();
    }
    var currencies = strings(entries.stream().map(entry -> entry.amount().currency()));
    tx.send(
        POST,
        Tuple.tuple()
            .addArrayOfUUID(sources)
            .addArrayOfString(kinds)
            .addArrayOfString(accounts)
            .addArrayOfLong(amounts)
            .addArrayOfString(currencies));
    tx.send(
        BALANCE,
        Tuple.tuple()
            .addArrayOfString(accounts)
            .addArrayOfLong(amounts)
            .addArrayOfString(currencies));
  }

  List<Balance> balances() {
    var balances = new ArrayList<Balance>();
    for (var row : database.read(BALANCES, Tuple.tuple())) {
      balances.add(new Balance(row.getString(0), new Money(row.getLong(1), row.getString(2))));
    }
    return balances;
  }

  private static String[] strings(Stream<String> values) {
    return values.toArray(String[]::new);
  }
}
