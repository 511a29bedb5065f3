package mercat.notifications;

import mercat.notifications.domain.Outcome;

/**
 * How something that is wanted is delivered: what is sent, to whom, and what the other side's
 * answer means. The worker stores and repeats, whatever the dialect.
 *
 * @param <D> what is to be delivered
 */
interface Dialect<D> {
  /** How many of so many deliveries the other side may be troubled with now; 0 for none. */
  int roomFor(int deliveries);

  /**
   * Makes one attempt. Called outside transactions, on a virtual thread; ends within a bounded time
   * that is shorter than the lease.
   *
   * @param trace that it continues
   */
  Outcome deliver(D due, String trace);
}
