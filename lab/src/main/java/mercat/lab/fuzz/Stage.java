package mercat.lab.fuzz;

import java.util.stream.IntStream;
import mercat.lab.month.Month;
import mercat.lab.shop.ShopClient;

/** What the shop sells while it is attacked: things whose price nobody changes, and others. */
final class Stage {
  private static final int STEADY = 5;
  private static final long UNITS = 100_000_000;

  private Stage() {}

  /** A SKU that orders mostly find, sometimes one that staff changes, seldom one of nobody's. */
  static String sku(Dice dice) {
    return switch (dice.below(10)) {
      case 0 -> "FUZZ/UNKNOWN " + dice.below(3);
      case 1, 2 -> "FUZZ.CHANGING-" + dice.below(5);
      default -> "FUZZ-" + dice.below(STEADY);
    };
  }

  /** A payment's token that mostly does, seldom one of which the provider is long silent. */
  static String token(Dice dice) {
    return switch (dice.below(200)) {
      case 0 -> "tok_slow";
      case 1 -> "tok_timeout_then_ok";
      case 2 -> "tok_timeout_then_declined";
      default ->
          dice.pickOf("tok_ok", "tok_ok", "tok_ok", "tok_ok", "tok_declined", "tok_\"nobody\"");
    };
  }

  /** A SKU that staff may change without spoiling the others' orders. */
  static String changingSku(Dice dice) {
    return "FUZZ.CHANGING-" + dice.below(5);
  }

  /** Puts the steady things on sale. */
  static void open(ShopClient shop) {
    shop.open(
        IntStream.range(0, STEADY)
            .mapToObj(i -> new Month.Product("FUZZ-" + i, "Thing FUZZ-" + i, 199))
            .toList(),
        sku -> UNITS,
        "fuzz");
  }
}
