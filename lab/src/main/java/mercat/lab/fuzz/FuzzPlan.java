package mercat.lab.fuzz;

import java.util.OptionalLong;
import mercat.lab.terminal.Bounds;

/**
 * What to send.
 *
 * @param only the number of the one request to send again, empty for all
 */
public record FuzzPlan(long requests, long seed, int connections, OptionalLong only) {
  public FuzzPlan {
    Bounds.check("requests", requests, 1, 100_000_000);
    Bounds.check("connections", connections, 1, 1_000);
  }

  long first() {
    return only.orElse(0);
  }

  long end() {
    return only.isPresent() ? only.getAsLong() + 1 : requests;
  }
}
