package mercat.feed;

import java.util.List;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.log.LogEntry;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/** Stands for the writer while there is no broker: what is parked can be retried when there is. */
record NoBroker() implements Follower {
  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of();
  }

  /** Refuses; nothing is written. */
  @Override
  public Follower prepared(List<LogEntry> entries) {
    throw new Failure(
        FailureKind.UNAVAILABLE, "the feed is off: feed.kafka-servers names no broker", null);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    throw new IllegalStateException("a feed that is off writes nothing");
  }
}
