package mercat.contracts.log;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;

/**
 * Asks a context, for staff, for the events of one key in its log. A log is not ordered by keys: it
 * is looked through from the first moment on, as far as that is no trouble, and then about each
 * later one.
 *
 * @param context whose log it is
 * @param moments at which something is known to have happened, the first first; 1 to {@value
 *     #MOMENTS_MAX}
 */
public record ReadStory(String context, UUID key, List<Instant> moments)
    implements Request<ReadStory.Told>, Addressed {
  public static final int MOMENTS_MAX = 50;

  public ReadStory {
    moments = moments.stream().sorted().distinct().toList();
    if (moments.isEmpty() || moments.size() > MOMENTS_MAX) {
      throw new IllegalArgumentException("there must be 1 to " + MOMENTS_MAX + " moments");
    }
  }

  /**
   * What was found.
   *
   * @param entries in the order of the log
   * @param complete whether it was looked through to its end, so that there is no more
   */
  public record Told(List<LogEntry> entries, boolean complete) implements Message {
    public Told {
      entries = List.copyOf(entries);
    }
  }
}
