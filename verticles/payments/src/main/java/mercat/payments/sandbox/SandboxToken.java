package mercat.payments.sandbox;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import mercat.payments.domain.ProviderOutcome;

/** What the sandbox provider does with a charge, by the token of its card. */
enum SandboxToken {
  OK("tok_ok", Behaviour.PROMPT, ""),
  DECLINED("tok_declined", Behaviour.PROMPT, "card_declined"),
  INSUFFICIENT("tok_insufficient", Behaviour.PROMPT, "insufficient_funds"),
  SLOW("tok_slow", Behaviour.SLOW, ""),
  TIMEOUT_THEN_OK("tok_timeout_then_ok", Behaviour.SILENT, ""),
  TIMEOUT_THEN_DECLINED("tok_timeout_then_declined", Behaviour.SILENT, "card_declined"),
  UNAVAILABLE("tok_unavailable", Behaviour.UNREACHABLE, ""),
  /** Any other text. */
  INVALID("", Behaviour.PROMPT, "invalid_token");

  private static final Map<String, SandboxToken> BY_TEXT =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(token -> token.text, Function.identity()));

  private final String text;
  private final Behaviour behaviour;
  private final String refusal;

  enum Behaviour {
    PROMPT,
    SLOW,
    /** Recorded, but the caller hears nothing; a look-up tells later. */
    SILENT,
    /** The request does not arrive. */
    UNREACHABLE
  }

  SandboxToken(String text, Behaviour behaviour, String refusal) {
    this.text = text;
    this.behaviour = behaviour;
    this.refusal = refusal;
  }

  Behaviour behaviour() {
    return behaviour;
  }

  /** Why the charge is declined, empty when it is authorized. */
  String refusal() {
    return refusal;
  }

  ChargeState state() {
    return refusal.isEmpty() ? ChargeState.AUTHORIZED : ChargeState.DECLINED;
  }

  ProviderOutcome outcome() {
    return state().outcome(refusal);
  }

  /** The token that is written so, {@link #INVALID} for any other text. */
  static SandboxToken of(String text) {
    return BY_TEXT.getOrDefault(text, INVALID);
  }
}
