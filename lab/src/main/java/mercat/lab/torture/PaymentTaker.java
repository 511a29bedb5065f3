package mercat.lab.torture;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import mercat.lab.terminal.Bounds;

/** Who takes the buyers' cards under torture. */
public enum PaymentTaker {
  /** The sandbox, which is a part of the shop. */
  SANDBOX,
  /** A provider like Stripe, in a process of its own. */
  STRIPE;

  /** The one of a name in small letters. */
  static PaymentTaker named(String name) {
    var known = Stream.of(values()).map(PaymentTaker::text).toList();
    Bounds.checkKnown("provider", List.of(name), known);
    return values()[known.indexOf(name)];
  }

  private static String text(PaymentTaker taker) {
    return taker.name().toLowerCase(Locale.ROOT);
  }

  /** The token that does here what one of the sandbox does there, as far as there is one. */
  String token(String sandbox) {
    if (this == SANDBOX) {
      return sandbox;
    }
    return switch (sandbox) {
      case "tok_declined" -> "pm_card_chargeDeclined";
      case "tok_timeout_then_declined" -> "pm_card_chargeDeclinedInsufficientFunds";
      default -> "pm_card_visa";
    };
  }
}
