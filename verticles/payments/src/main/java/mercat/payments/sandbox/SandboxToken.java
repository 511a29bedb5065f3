package mercat.payments.sandbox;

import java.util.Arrays;

/** What the sandbox provider does with a charge, by the token of its card. */
enum SandboxToken {
  OK("tok_ok", Answer.AT_ONCE, ""),
  DECLINED("tok_declined", Answer.AT_ONCE, "card_declined"),
  INSUFFICIENT("tok_insufficient", Answer.AT_ONCE, "insufficient_funds"),
  SLOW("tok_slow", Answer.LATE, ""),
  TIMEOUT_THEN_OK("tok_timeout_then_ok", Answer.NEVER, ""),
  TIMEOUT_THEN_DECLINED("tok_timeout_then_declined", Answer.NEVER, "card_declined"),
  UNAVAILABLE("tok_unavailable", Answer.UNREACHABLE, ""),
  INVALID("", Answer.AT_ONCE, "invalid_token");

  private final String text;
  private final Answer answer;
  private final String refusal;

  /** How a wish to hold money is answered. */
  enum Answer {
    AT_ONCE,
    LATE,
    /** Recorded, but the caller hears nothing; a look-up tells later. */
    NEVER,
    /** The wish does not arrive. */
    UNREACHABLE
  }

  SandboxToken(String text, Answer answer, String refusal) {
    this.text = text;
    this.answer = answer;
    this.refusal = refusal;
  }

  Answer answer() {
    return answer;
  }

  /** Why the charge is declined, empty when it is authorized. */
  String refusal() {
    return refusal;
  }

  /** The token that is written so, {@link #INVALID} for any other text. */
  static SandboxToken of(String text) {
    return Arrays.stream(values())
        .filter(token -> token.text.equals(text) && token != INVALID)
        .findFirst()
        .orElse(INVALID);
  }
}
