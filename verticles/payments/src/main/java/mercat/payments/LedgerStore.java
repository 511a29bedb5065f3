package mercat.payments;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
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
      select account, currency, amount
        from unnest($1::text[], $2::bigint[], $3::text[]) as moved(account, amount, currency)
       order by account, currency
      on conflict (account, currency) do update set balance = held.balance + excluded.balance\
      """;

  private static final String BALANCES =
      "select account, balance, currency from account_balance order by account, currency";

  private final Database database;

  LedgerStore(Database database) {
    this.database = database;
  }

  private record Account(String name, String currency) implements Comparable<Account> {
    private static final Comparator<Account> ORDER =
        Comparator.comparing(Account::name).thenComparing(Account::currency);

    @Override
    public int compareTo(Account other) {
      return ORDER.compare(this, other);
    }
  }

  /** Posts entries. The server, too, refuses one that does not sum to zero. */
  void post(Tx tx, List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    int n = entries.stream().mapToInt(entry -> entry.postings().size()).sum();
    var sources = new UUID[n];
    var kinds = new String[n];
    var accounts = new String[n];
    var amounts = new Long[n];
    var currencies = new String[n];
    var sums = new TreeMap<Account, Long>();
    int i = 0;
    for (var entry : entries) {
      for (var posting : entry.postings()) {
        sources[i] = entry.sourceId();
        kinds[i] = entry.kind();
        accounts[i] = posting.account();
        amounts[i] = posting.amount().amount();
        currencies[i] = posting.amount().currency();
        sums.merge(new Account(accounts[i], currencies[i]), amounts[i], Math::addExact);
        i++;
      }
    }
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
            .addArrayOfString(strings(sums.keySet().stream().map(Account::name)))
            .addArrayOfLong(sums.values().toArray(Long[]::new))
            .addArrayOfString(strings(sums.keySet().stream().map(Account::currency))));
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
