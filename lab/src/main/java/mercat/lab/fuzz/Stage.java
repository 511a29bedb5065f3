package mercat.lab.fuzz;

import java.util.List;
import java.util.stream.IntStream;
import mercat.lab.load.UnreachableException;
import mercat.lab.month.Month;
import mercat.lab.shop.Shop;

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
  static void set(Shop shop) {
    var skus = IntStream.range(0, STEADY).mapToObj(i -> "FUZZ-" + i).toList();
    var products = skus.stream().map(sku -> new Month.Product(sku, "Thing " + sku, 199)).toList();
    var refused = shop.importProducts(products);
    if (!refused.isEmpty()) {
      throw new UnreachableException("the shop refuses the products to fuzz with: " + refused);
    }
    for (var sku : skus) {
      var receipt = shop.call(shop.receipt(sku, "fuzz-" + sku, UNITS, "fuzz"));
      if (!receipt.isSuccess()) {
        throw new UnreachableException("no stock to fuzz with: " + receipt.describe());
      }
    }
    List.of(skus.getFirst(), skus.getLast()).forEach(shop::awaitPublished);
  }
}
