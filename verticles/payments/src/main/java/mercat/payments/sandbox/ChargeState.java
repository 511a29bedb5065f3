package mercat.payments.sandbox;

import mercat.payments.domain.ProviderOutcome;

/** What the sandbox provider's record says of a charge. */
enum ChargeState {
  AUTHORIZED,
  DECLINED,
  CAPTURED,
  /** Nothing is held, and nothing will be. */
  VOIDED;

  /** What it tells whoever asks for the charge. */
  ProviderOutcome outcome(String reason) {
    return switch (this) {
      case AUTHORIZED, CAPTURED -> new ProviderOutcome.Approved();
      case DECLINED -> new ProviderOutcome.Denied(reason);
      case VOIDED -> new ProviderOutcome.Voided();
    };
  }

  /** Whether a charge in this state needs no move to be as it is wanted: captured or voided. */
  boolean satisfies(ChargeState wanted) {
    return this == wanted || (this == DECLINED && wanted == VOIDED);
  }
}
