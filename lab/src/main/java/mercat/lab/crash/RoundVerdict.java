package mercat.lab.crash;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

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

  @JsonIgnore
  boolean holds() {
    return verify && replayAgain && troubles.isEmpty();
  }
}
