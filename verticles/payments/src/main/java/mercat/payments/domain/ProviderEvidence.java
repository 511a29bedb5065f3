package mercat.payments.domain;

import java.util.UUID;

/** What the provider showed of a charge. */
public sealed interface ProviderEvidence
    permits ProviderOutcome, ProviderEvidence.CaptureDone, ProviderEvidence.RefundDone {
  /** The amount was taken. */
  record CaptureDone() implements ProviderEvidence {}

  /** A part of what was taken went back. */
  record RefundDone(UUID refundId, long amount) implements ProviderEvidence {}
}
