package mercat.lab.crash;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one crash came to.
 *
 * @param acknowledged orders that clients knew to be taken when it struck
 * @param pendingAfter orders without a fate when the system answered again
 * @param settledAfterMs from the strike until every order had its fate and everybody had followed
 * @param verify whether every invariant held, what clients were told included
 * @param replayAgain whether the same replay came to the same totals and made no further order
 * @param troubles what went wrong
 */
public record RoundVerdict(
    String fault,
    int round,
    long acknowledged,
    long pendingAfter,
    long settledAfterMs,
    boolean verify,
    boolean replayAgain,
    List<String> troubles) {

  public RoundVerdict {
    troubles = List.copyOf(troubles);
  }

  /** A round whose system could not be started, or was out of reach when it should not be. */
  static RoundVerdict lost(Fault fault, int round, @Nullable String why) {
    return new RoundVerdict(
        fault.word(), round, 0, 0, 0, false, false, List.of(String.valueOf(why)));
  }

  @JsonIgnore
  boolean holds() {
    return verify && replayAgain && troubles.isEmpty();
  }
}
