package mercat.lab.fuzz;

import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import mercat.lab.fuzz.Requests.FuzzRequest;

/**
 * Requests that were answered too late. How many there are, the machine says, and what else it does
 * meanwhile; so each is sent once more when all is over, alone, and only who is late then as well
 * is at fault. Requests are added by many threads, and sent again by one.
 */
final class LateRequests {
  /** How many are kept to be sent again. */
  static final int KEPT_MAX = 10_000;

  /** How many may be late again before the others are left: each takes all of its time. */
  static final int LATE_AGAIN_MAX = 20;

  private final Queue<FuzzRequest> kept = new LinkedBlockingQueue<>(KEPT_MAX);

  /** Keeps a request, unless there are {@value #KEPT_MAX} already. */
  boolean keeps(FuzzRequest request) {
    return kept.offer(request);
  }

  /**
   * Sends those that are kept, one after the other, in the order in which they were late.
   *
   * @param isLateAgain sends a request, and tells whether its answer is late again, or missing
   * @return how many were not sent, since {@value #LATE_AGAIN_MAX} were late again
   */
  int sendAgain(Predicate<FuzzRequest> isLateAgain) {
    for (int lateAgain = 0; lateAgain < LATE_AGAIN_MAX && !kept.isEmpty(); ) {
      lateAgain += isLateAgain.test(kept.remove()) ? 1 : 0;
    }
    return kept.size();
  }
}
