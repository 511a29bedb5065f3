package mercat.recommendations;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.log.LogEntry;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/** Follows accounts: a profile for each of them, until it is erased. */
record ProfileFollower(ProfileStore profiles) implements Follower {
  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(AccountRegistered.class, AccountErased.class);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    var registered = new TreeSet<UUID>();
    var erased = new TreeSet<UUID>();
    for (var entry : entries) {
      switch (entry.event()) {
        case AccountRegistered event -> registered.add(event.accountId());
        case AccountErased event -> erased.add(event.accountId());
        default -> throw new IllegalStateException("not followed: " + entry.event());
      }
    }
    if (!registered.isEmpty()) {
      profiles.register(tx, registered);
    }
    if (!erased.isEmpty()) {
      profiles.erase(tx, erased);
    }
  }

  @Override
  public void forget(Tx tx) {
    profiles.empty(tx);
  }
}
