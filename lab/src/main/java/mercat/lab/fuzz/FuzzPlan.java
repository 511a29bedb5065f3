package mercat.lab.fuzz;

import java.util.OptionalLong;

/**
 * What to send.
 *
 * @param only the number of the one request to send again, empty for all
 */
public record FuzzPlan(long requests, long seed, int connections, OptionalLong only) {
  private static final long REQUESTS_MAX = 100_000_000;
  private static final int CONNECTIONS_MAX = 1_000;

  public FuzzPlan {
    if (requests < 1 || requests > REQUESTS_MAX) {
      throw new IllegalArgumentException("requests: 1 to " + REQUESTS_MAX);
    }
    if (connections < 1 || connections > CONNECTIONS_MAX) {
      throw new IllegalArgumentException("connections: 1 to " + CONNECTIONS_MAX);
    }
  }

  long first() {
    return only.orElse(0);
  }

  long end() {
    return only.isPresent() ? only.getAsLong() + 1 : requests;
  }
}
