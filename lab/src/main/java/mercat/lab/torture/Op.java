package mercat.lab.torture;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One thing that a client did, from the moment it was sent to the moment it was answered or given
 * up.
 *
 * @param process who did it; a client that was left in doubt goes on under another number
 * @param op what it did
 * @param key names the order, and what the client meant
 * @param sku what was to be bought, one unit
 * @param invokeNs on a clock of this run
 * @param completeNs when the outcome was known; of an {@link Outcome#INFO} when the client gave up
 * @param outcome what the client knows
 */
record Op(
    long process,
    Kind op,
    String key,
    String sku,
    @JsonProperty("invoke") long invokeNs,
    @JsonProperty("complete") long completeNs,
    @JsonProperty("type") Outcome outcome,
    @JsonProperty("answer") ToldOrder told) {

  /** What clients do. */
  enum Kind {
    PLACE,
    READ
  }

  /** What is known of an operation. */
  enum Outcome {
    /** It took effect, and the answer tells which. */
    OK,
    /** It was refused, and the answer tells why. */
    FAIL,
    /** Nobody knows: it may take effect at any later moment. */
    INFO
  }

  /** Whether this was over before the other one began. */
  boolean isBefore(Op other) {
    return completeNs < other.invokeNs;
  }

  /** The state that its client knows of; a refusal is the answer of a rejected order. */
  String state() {
    return outcome == Outcome.FAIL ? "rejected" : told.state();
  }
}
