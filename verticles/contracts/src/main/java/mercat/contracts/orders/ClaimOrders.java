package mercat.contracts.orders;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Asks orders to make a customer's own, who is the actor, what they ordered as a guest: by the
 * e-mail address that they have shown to be theirs. A repeat finds what is new.
 */
public record ClaimOrders() implements Request<ClaimOrders.Reply>, Write {
  /** Claimed, or nothing to claim by. */
  public sealed interface Reply extends Message {
    /** So many became their own now. */
    record Claimed(int orders) implements Reply {}

    /** The account's e-mail address may be somebody else's. */
    record NotVerified() implements Reply {}
  }
}
