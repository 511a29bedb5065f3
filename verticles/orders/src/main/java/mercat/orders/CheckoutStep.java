package mercat.orders;

import mercat.contracts.orders.Step;
import mercat.orders.domain.Refusal;
import mercat.platform.Call;

/**
 * A step of checkout that asks another context. Whoever is asked answers a repeat as before, so the
 * step may be taken again by anybody, and undoes it when it follows the order's end.
 */
interface CheckoutStep {
  /** What is undone, as the order's end names it. */
  Step undone();

  /** Whether it is a step of this order: of most, every one is. */
  default boolean isTakenFor(StoredOrder order) {
    return true;
  }

  /**
   * Asks, and tells what the answer means.
   *
   * @throws mercat.platform.Failure when there is no answer: nobody knows what happened
   */
  Outcome take(StoredOrder order, Call call);

  sealed interface Outcome {
    /** The next step may be taken. */
    record Done() implements Outcome {}

    /** The order is rejected. Whoever refuses holds nothing for it. */
    record Refused(Refusal refusal) implements Outcome {}

    /** Nobody can tell yet; evidence or recovery will go on. */
    record InDoubt() implements Outcome {}

    /** Somebody else has decided the order meanwhile. */
    record Superseded() implements Outcome {}
  }
}
