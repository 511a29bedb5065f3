package mercat.payments.domain;

/** What is known of a wish to hold money. */
public sealed interface Outcome extends Evidence {
  /** The amount is held, or was taken since. */
  record Approved() implements Outcome {}

  /** Final: nothing is held. */
  record Refused(String reason) implements Outcome {}

  /** It may have happened: only later evidence tells. */
  record Unclear() implements Outcome {}

  /** It did not happen: the provider has never seen the key. */
  record NeverSeen() implements Outcome {}
}
