package mercat.lab.crash;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one freeze came to.
 *
 * @param attempts how often the process was stopped until it was caught between append and COMMIT
 * @param held the log whose head the frozen process held locked; empty when it was never caught
 * @param silentMs the longest time in which the other process confirmed no order, from the stop on
 * @param confirmed orders that the other process confirmed while the first was frozen
 * @param repeated orders under way in the frozen process, asked again of the other one
 * @param verify whether every invariant held, what clients were told included
 * @param onlyOnce whether there are exactly as many orders as clients wanted
 * @param troubles what went wrong
 */
public record FreezeVerdict(
    int round,
    int attempts,
    String held,
    long silentMs,
    long confirmed,
    long repeated,
    boolean verify,
    boolean onlyOnce,
    List<String> troubles) {
  static final long SILENT_MS_MAX = 1_500;

  public FreezeVerdict {
    troubles = List.copyOf(troubles);
  }

  /** A round one of whose systems could not be started, or was out of reach. */
  static FreezeVerdict lost(int round, @Nullable String why) {
    return new FreezeVerdict(round, 0, "", 0, 0, 0, false, false, List.of(String.valueOf(why)));
  }

  @JsonIgnore
  boolean holds() {
    return silentMs <= SILENT_MS_MAX && verify && onlyOnce && troubles.isEmpty();
  }
}
