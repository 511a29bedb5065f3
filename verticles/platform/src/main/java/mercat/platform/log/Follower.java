package mercat.platform.log;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.log.LogEntry;
import mercat.platform.database.Tx;

/** What a context does about another context's events. */
public interface Follower {
  /** The events it applies; all others are passed over. Empty: it applies all. */
  Set<Class<? extends Event>> applies();

  /**
   * Who applies these entries, or some of them. Called before their transaction is opened, where
   * others may be asked for what the events do not say. It may happen more than once, and what it
   * throws counts as what {@link #apply} throws.
   *
   * @return most often the follower itself
   */
  default Follower prepared(List<LogEntry> entries) {
    return this;
  }

  /**
   * The same, for a follower that tells others of which life of the log the entries are.
   *
   * @param incarnation the life of the log
   */
  default Follower prepared(UUID incarnation, List<LogEntry> entries) {
    return prepared(entries);
  }

  /**
   * Applies the entries, in order, in one transaction with the move of the cursor.
   *
   * @param tx open, the cursor already moved
   */
  void apply(Tx tx, List<LogEntry> entries);

  /**
   * Takes back all that was applied: an operator has the log applied from its beginning again.
   * Called in the transaction that moves the cursor there. Whose effects bear to be had twice, and
   * depend on nothing else, need not take them back.
   */
  default void forget(Tx tx) {}

  /** Called after the transaction committed, for work outside the database. Must not block. */
  default void applied(List<LogEntry> entries) {}
}
