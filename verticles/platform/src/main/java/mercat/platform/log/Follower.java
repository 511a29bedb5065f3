package mercat.platform.log;

import java.util.List;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.log.LogEntry;
import mercat.platform.database.Tx;

/** What a context does about another context's events. */
public interface Follower {
  /** The events it applies; all others are passed over. */
  Set<Class<? extends Event>> applies();

  /**
   * Applies the entries, in order, in one transaction with the move of the cursor.
   *
   * @param tx open, the cursor already moved
   */
  void apply(Tx tx, List<LogEntry> entries);

  /** Called after the transaction committed, for work outside the database. Must not block. */
  default void applied(List<LogEntry> entries) {}
}
