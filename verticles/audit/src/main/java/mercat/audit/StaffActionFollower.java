package mercat.audit;

import java.util.List;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.StaffActed;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/** Gathers what the staff did in one context. */
record StaffActionFollower(String source, StaffActionStore actions) implements Follower {
  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(StaffActed.class);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    actions.add(tx, source, entries);
  }
}
