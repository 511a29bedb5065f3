package mercat.payments.domain;

/** What the provider showed of a charge that it was to hold money for. */
public sealed interface ProviderOutcome extends ProviderEvidence {
  /** The amount is held, or was taken since. */
  record Approved() implements ProviderOutcome {}

  /** Final: nothing is held. */
  record Denied(String reason) implements ProviderOutcome {}

  /** Final: nothing is held, nor ever will be under this key, for it was voided. */
  record Voided() implements ProviderOutcome {}

  /** It may have happened: only later evidence tells. */
  record Unclear() implements ProviderOutcome {}

  /** It did not happen: the provider has never seen the key. */
  record NeverSeen() implements ProviderOutcome {}
}
