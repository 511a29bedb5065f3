package mercat.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.Product;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponTerms;
import mercat.testkit.ShopSample;

/**
 * What happens in one seed: a small shop whose stock does not suffice, its buyers, the fault rates,
 * and the moments at which nodes die.
 *
 * @param coupon that some buyers have: fewer can use it than would
 * @param deliveries the first for each product before the faults begin, the others among them
 */
record Plan(
    FaultRates faultRates,
    Map<String, String> settings,
    List<Product> products,
    Coupon coupon,
    List<ReceiveStock> deliveries,
    List<BuyerPlan> intentions,
    List<Blow> blows) {
  static final Set<String> PAYABLE = Set.of("tok_ok", "tok_slow", "tok_timeout_then_ok");

  private static final List<String> TOKENS =
      List.of(
          "tok_ok",
          "tok_ok",
          "tok_ok",
          "tok_ok",
          "tok_ok",
          "tok_ok",
          "tok_slow",
          "tok_timeout_then_ok",
          "tok_timeout_then_declined",
          "tok_declined",
          "tok_insufficient",
          "tok_unavailable");

  /** A node dies at a moment. */
  record Blow(int place, int afterMs) {}

  /** The plan of a seed. */
  static Plan of(long seed) {
    var chance = new Chance(seed);
    var dice = chance.of("plan");
    var products =
        IntStream.range(0, dice.nextInt(1, 5)).mapToObj(i -> product(seed, i, dice)).toList();
    var coupon = coupon(seed, chance.of("coupon"));
    var holders = chance.of("who has a coupon");
    var intentions = new ArrayList<BuyerPlan>();
    int buyers = dice.nextInt(3, 9);
    for (int buyer = 0; buyer < buyers; buyer++) {
      int wishes = dice.nextInt(1, 4);
      for (int wish = 0; wish < wishes; wish++) {
        var plain = intention(intentions.size(), buyer, wish, products, dice);
        intentions.add(holders.nextInt(3) == 0 ? plain.with(coupon) : plain);
      }
    }
    return new Plan(
        FaultRates.of(chance.of("weather")),
        settings(chance.of("settings")),
        products,
        coupon,
        deliveries(products, intentions, dice),
        intentions,
        blows(chance.of("blows")));
  }

  /** The same in a storm, and everybody asks twice at once. */
  Plan inAStorm() {
    var doubled = intentions.stream().map(BuyerPlan::doubled).toList();
    return new Plan(FaultRates.STORM, settings, products, coupon, deliveries, doubled, blows);
  }

  private static Product product(long seed, int number, SplittableRandom dice) {
    var price = new Money(dice.nextInt(4) == 0 ? 1 : dice.nextInt(1, 9_000), "GBP");
    return ShopSample.product(it -> {
      it.sku = new Sku("S" + seed + "-" + number);
      it.name = "Thing " + number;
      it.price = price;
    });
  }

  private static Coupon coupon(long seed, SplittableRandom dice) {
    return new Coupon(
        new CouponCode("C" + seed),
        CouponTerms.byPercent(dice.nextInt(1, 60)),
        null,
        null,
        null,
        dice.nextLong(1, 5),
        dice.nextBoolean() ? Long.valueOf(1) : null);
  }

  private static BuyerPlan intention(
      int number, int buyer, int wish, List<Product> products, SplittableRandom dice) {
    var cart = new ArrayList<Line>();
    long total = 0;
    int first = dice.nextInt(products.size());
    int lines = dice.nextInt(1, products.size() + 1);
    for (int i = 0; i < lines; i++) {
      var product = products.get((first + i) % products.size());
      var line = new Line(product.sku(), dice.nextInt(1, 4));
      cart.add(line);
      total += line.quantity() * product.price().amount();
    }
    return new BuyerPlan(
        number,
        "buyer" + buyer + "@example.com",
        "wish-" + wish,
        List.copyOf(cart),
        null,
        new Money(total, "GBP"),
        TOKENS.get(dice.nextInt(TOKENS.size())),
        dice.nextInt(250),
        dice.nextInt(1, 5),
        dice.nextInt(4) == 0,
        dice.nextInt(3) == 0 ? OptionalInt.of(dice.nextInt(150)) : OptionalInt.empty(),
        dice.nextInt(6) == 0,
        dice.nextInt(8) == 0,
        IntStream.range(0, Math.max(0, dice.nextInt(6) - 3))
            .mapToObj(refund -> dice.nextInt(1, 130))
            .toList());
  }

  private static List<ReceiveStock> deliveries(
      List<Product> products, List<BuyerPlan> intentions, SplittableRandom dice) {
    var wanted = new TreeMap<Sku, Long>();
    for (var intention : intentions) {
      intention.cart().forEach(line -> wanted.merge(line.sku(), line.quantity(), Long::sum));
    }
    var deliveries = new ArrayList<ReceiveStock>();
    var later = new ArrayList<ReceiveStock>();
    for (var product : products) {
      var sku = product.sku();
      long most = Math.max(2, wanted.getOrDefault(sku, 0L));
      deliveries.add(new ReceiveStock(sku, "first", dice.nextLong(1, most + 1), ""));
      if (dice.nextBoolean()) {
        later.add(new ReceiveStock(sku, "second", dice.nextLong(1, 4), ""));
      }
    }
    deliveries.addAll(later);
    return List.copyOf(deliveries);
  }

  private static List<Blow> blows(SplittableRandom dice) {
    return IntStream.range(0, dice.nextInt(3))
        .mapToObj(blow -> new Blow(dice.nextInt(3), dice.nextInt(800)))
        .toList();
  }

  /** What takes seconds in production takes a fraction here. */
  private static Map<String, String> settings(SplittableRandom dice) {
    return Map.ofEntries(
        Map.entry("database.connections", String.valueOf(oneOf(dice, 2, 3))),
        Map.entry("database.acquire-timeout", "20s"),
        Map.entry("log.poll", "40ms"),
        Map.entry("log.page-max", String.valueOf(oneOf(dice, 1, 3, 1_000))),
        Map.entry("mailbox.batch-max", String.valueOf(oneOf(dice, 1, 4, 256))),
        Map.entry("orders.patience", ms(dice, 150, 700)),
        Map.entry("orders.payment-deadline", ms(dice, 1_000, 2_500)),
        Map.entry("orders.lease", ms(dice, 100, 600)),
        Map.entry("orders.recheck", ms(dice, 50, 150)),
        Map.entry("orders.recover-every", ms(dice, 30, 80)),
        Map.entry("payments.provider-timeout", ms(dice, 60, 250)),
        Map.entry("payments.recheck", ms(dice, 60, 250)),
        Map.entry("payments.back-off-max", "300ms"),
        Map.entry("payments.work-every", ms(dice, 30, 80)),
        Map.entry("payments.sandbox-slow", ms(dice, 40, 200)),
        Map.entry("payments.sandbox-settle", ms(dice, 60, 300)));
  }

  private static int oneOf(SplittableRandom dice, int... choices) {
    return choices[dice.nextInt(choices.length)];
  }

  private static String ms(SplittableRandom dice, int least, int most) {
    return dice.nextInt(least, most) + "ms";
  }
}
