package mercat.payments.domain;

import java.util.UUID;

/** What the provider showed of a charge. */
public sealed interface Evidence
    permits Outcome, Evidence.Taken, Evidence.Dropped, Evidence.Returned {
  /** The amount was taken. */
  record Taken() implements Evidence {}

  /** The provider holds nothing, and will hold nothing under this key. */
  record Dropped() implements Evidence {}

  /** A part of what was taken went back. */
  record Returned(UUID refundId, long amount) implements Evidence {}
}
