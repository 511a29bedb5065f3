package mercat.lab.crash;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What dying at one point came to.
 *
 * @param scenario what a client asked for
 * @param died whether the process died there, and only there
 * @param restMs from the next start's readiness until everybody was at rest
 * @param verify whether every invariant held, what clients were told included
 * @param troubles what went wrong
 */
public record PointVerdict(
    String point,
    String scenario,
    boolean died,
    long restMs,
    boolean verify,
    List<String> troubles) {
  public PointVerdict {
    troubles = List.copyOf(troubles);
  }

  @JsonIgnore
  boolean holds() {
    return died && verify && troubles.isEmpty();
  }
}
