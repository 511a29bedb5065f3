package mercat.orders;

import java.util.List;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.log.LogEntry;
import mercat.platform.database.Columns;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/** Learns from accounts who wants to be forgotten; {@link EraseBuyers} does it. */
record AccountFollower() implements Follower {
  private static final String BEGIN =
      "insert into erasure (account) select unnest($1::uuid[]) on conflict do nothing";

  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(AccountErased.class);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    tx.send(
        BEGIN,
        Columns.of(entries).uuid(entry -> ((AccountErased) entry.event()).accountId()).tuple());
  }
}
