package mercat.payments.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How far a payment has come. Its rank only grows, so late or repeated evidence changes nothing.
 */
public enum PaymentState {
  /** Committed before the provider was asked. */
  SENT(0),
  /** The provider has not told; only its evidence leaves this state. */
  UNKNOWN(1),
  /** The provider holds the amount. */
  AUTHORIZED(2),
  /** The capture was committed before the provider was asked. */
  CAPTURING(3),
  /** Taken and posted to the ledger. */
  CAPTURED(4),
  /** The provider refused. */
  DECLINED(4),
  /** Nothing is held, and nothing will be. */
  VOIDED(4);

  private static final Map<String, PaymentState> BY_WORD =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(PaymentState::word, Function.identity()));

  private final int rank;
  private final String word;

  PaymentState(int rank) {
    this.rank = rank;
    this.word = name().toLowerCase(Locale.ROOT);
  }

  /** Larger after every move. */
  public int rank() {
    return rank;
  }

  /** As it is stored. */
  public String word() {
    return word;
  }

  /** Whether the provider has not yet told what became of the charge. */
  public boolean isUnresolved() {
    return this == SENT || this == UNKNOWN;
  }

  /** The state that is stored as {@code word}. */
  public static PaymentState of(String word) {
    var state = BY_WORD.get(word);
    if (state == null) {
      throw new IllegalStateException("no state of a payment: " + word);
    }
    return state;
  }
}
