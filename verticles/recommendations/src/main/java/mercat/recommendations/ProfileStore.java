package mercat.recommendations;

import io.vertx.sqlclient.Tuple;
import java.util.SortedSet;
import java.util.UUID;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;

/** The profiles of customers. */
record ProfileStore(Database database) {
  private static final String FIND =
      "select from profile where account = $1::uuid and is_registered";

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

  /** Whether somebody has registered, and is not erased. */
  boolean isKnown(UUID account) {
    return database.read(FIND, Tuple.of(account)).size() > 0;
  }

  void register(Tx tx, SortedSet<UUID> accounts) {
    tx.send(REGISTER, Columns.uuids(accounts));
  }

  /**
   * Whoever is erased has no profile; the row remains, so that an older event makes no profile of
   * them again.
   */
  void erase(Tx tx, SortedSet<UUID> accounts) {
    tx.send(ERASE, Columns.uuids(accounts));
  }

  void empty(Tx tx) {
    tx.send(EMPTY, Tuple.tuple());
  }
}
