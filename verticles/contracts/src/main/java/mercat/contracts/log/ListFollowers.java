package mercat.contracts.log;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks a context, for staff, how far it has come with the logs that it follows.
 *
 * @param context who follows
 */
public record ListFollowers(String context) implements Request<ListFollowers.Listed>, Addressed {
  /** By source. */
  public record Listed(List<FollowerState> followers) implements Message {
    public Listed {
      followers = List.copyOf(followers);
    }
  }

  /**
   * How far a context has come with one log.
   *
   * @param source the context whose log is followed
   * @param position up to which it is applied
   * @param incarnation of the log as it was followed so far; null before the first event
   * @param movedAt when the position was last moved; null before it ever was
   * @param parked how many events could not be applied, those behind them included
   * @param parkedSince since when the oldest of these
   * @param log the log as it is now, null when its owner does not answer
   */
  public record FollowerState(
      String source,
      long position,
      @Nullable UUID incarnation,
      @Nullable Instant movedAt,
      long parked,
      @Nullable Instant parkedSince,
      @Nullable LogState log) {}

  /** Where a log ends, and which of its lives this is. */
  public record LogState(UUID incarnation, long position) {}
}
