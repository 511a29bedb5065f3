package mercat.lab.siege;

import java.io.IOException;
import java.time.Duration;

/**
 * One way of attacking an API: so many clients at once, each of which comes again and again.
 *
 * @param every how often each comes, at most
 */
record Attack(String name, int clients, Duration every, Visit visit) {
  /** What a client does on a connection of its own. */
  @FunctionalInterface
  interface Visit {
    void on(Wire wire) throws IOException, InterruptedException;
  }
}
