package mercat.recommendations;

import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.platform.database.Columns;
import mercat.platform.database.Tx;

/**
 * Writes profiles. Orders and accounts are followed apart, so that either may be heard first: both
 * begin at the row of the profile, which one of them makes.
 */
final class ProfileStore {
  private static final String MAKE =
      """
      insert into profile (account) select account from unnest($1::uuid[]) as bought(account)
       order by account
      on conflict do nothing\
      """;

  /** Waits for an erasure under way, and lets one that comes later wait. */
  private static final String LOCK =
      """
      select account, is_erased from profile
       where account = any($1::uuid[])
       order by account
         for share\
      """;

  private static final String REGISTER =
      """
      insert into profile (account, is_registered)
      select account, true from unnest($1::uuid[]) as registered(account)
       order by account
      on conflict (account) do update set is_registered = true
       where not profile.is_erased\
      """;

  private static final String ERASE =
      """
      insert into profile (account, is_erased)
      select account, true from unnest($1::uuid[]) as erased(account)
       order by account
      on conflict (account) do update set is_registered = false, is_erased = true\
      """;

  private static final String EMPTY = "truncate profile";

  /** Those of the accounts that are erased; none of the others will be before the end of this. */
  Set<UUID> lockErased(Tx tx, SortedSet<UUID> accounts) {
    tx.send(MAKE, Columns.uuids(accounts));
    return tx.query(LOCK, Columns.uuids(accounts)).stream()
        .filter(row -> row.getBoolean(1))
        .map(row -> row.getUUID(0))
        .collect(Collectors.toSet());
  }

  void register(Tx tx, SortedSet<UUID> accounts) {
    tx.send(REGISTER, Columns.uuids(accounts));
  }

  /** Whoever is erased has no profile; the row remains, so that nothing is noted of them later. */
  void erase(Tx tx, SortedSet<UUID> accounts) {
    tx.send(ERASE, Columns.uuids(accounts));
  }

  void empty(Tx tx) {
    tx.send(EMPTY, Tuple.tuple());
  }
}
