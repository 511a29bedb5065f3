package mercat.payments;

import mercat.payments.domain.Decision;
import mercat.payments.domain.Payment;

/** A payment as it is thought to be, and as it is to become. */
record Move(Payment before, Payment after) {
  static Move of(Decision decision) {
    return new Move(decision.before(), decision.after());
  }
}
