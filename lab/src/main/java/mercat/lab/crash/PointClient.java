package mercat.lab.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.Month;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.HookSigner;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.ShopClient.PlacedOrder;
import mercat.verify.UnreachableException;

/**
 * One client who wants something once: after a crash it asks again in the same words, under the
 * same key, and must be told the same order.
 */
final class PointClient {
  static final String SKU = "POINT";
  static final String NOWHERE = "NOWHERE";
  static final String COUPON = "POINT-TEN";
  static final int PERCENT = 10;
  static final long PRICE_MINOR = 1_999;
  private static final long STOCK = 1_000_000;

  /** A client of a process that may die: it does not wait for another one. */
  static final RetryPolicy OF_ARMED =
      new RetryPolicy(Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofMillis(200));

  /** Takes the first answer, whatever it is. */
  private static final RetryPolicy ONCE =
      new RetryPolicy(Duration.ofSeconds(15), Duration.ZERO, Duration.ofMillis(200));

  private final String key;
  private final AckWriter acks;
  private final HookSigner provider;
  private final List<String> troubles = new ArrayList<>();
  private Optional<PlacedOrder> order = Optional.empty();

  PointClient(String key, AckWriter acks, HookSigner provider) {
    this.key = key;
    this.acks = acks;
    this.provider = provider;
  }

  String key() {
    return key;
  }

  List<String> troubles() {
    return troubles;
  }

  void complain(String what) {
    troubles.add(what);
  }

  void order(ShopClient shop, String sku, String paymentToken, int answer) {
    take(shop.call(ordering(shop, sku, paymentToken)), Set.of(answer));
  }

  void orderWithCoupon(ShopClient shop, String paymentToken, int answer) {
    take(shop.call(ordering(shop, SKU, paymentToken, COUPON)), Set.of(answer));
  }

  /**
   * Orders one piece and is content with the first answer: pending, as a rule; or that this very
   * order was cancelled, where it asks again after it has cancelled it.
   */
  void orderOnce(ShopClient shop, String paymentToken) {
    var outcome = shop.with(ONCE).call(ordering(shop, SKU, paymentToken));
    if (outcome.response() == null) {
      throw new UnreachableException("no response: " + outcome.trouble());
    }
    if (!isCancelled(outcome)) {
      take(outcome, Set.of(201, 202));
    }
  }

  private boolean isCancelled(CallOutcome outcome) {
    return ShopClient.problemCode(outcome).equals("cancelled")
        && order.filter(told -> outcome.body().contains(told.id())).isPresent();
  }

  private HttpText ordering(ShopClient shop, String sku, String paymentToken) {
    return ordering(shop, sku, paymentToken, "");
  }

  private HttpText ordering(ShopClient shop, String sku, String paymentToken, String coupon) {
    var lines = List.of(new Month.Line(sku, 1, PRICE_MINOR));
    return shop.order(key, key + "@example.org", lines, paymentToken, coupon);
  }

  private void take(CallOutcome outcome, Set<Integer> wanted) {
    if (!wanted.contains(outcome.status())) {
      complain("ordering was answered " + outcome.describe());
    } else if (outcome.status() < 300) {
      var told = ShopClient.placed(outcome.json());
      if (!told.id().equals(order.orElse(told).id())) {
        complain("key %s named order %s, now %s".formatted(key, told().id(), told.id()));
      }
      acks.write(key, told);
      order = Optional.of(told);
    }
  }

  PlacedOrder told() {
    return order.orElseThrow(() -> new UnreachableException("no order was told to " + key));
  }

  void ask(ShopClient shop, HttpText request) {
    var outcome = shop.call(request);
    if (!outcome.isSuccess()) {
      complain(
          "%s %s was answered %s".formatted(request.method(), request.path(), outcome.describe()));
    }
  }

  /** The provider says that something happened to the charge of the order. */
  void hook(ShopClient shop) {
    ask(shop, provider.hook(shop.address(), told().id()));
  }

  void publish(ShopClient shop) {
    shop.open(List.of(article(key)), none -> 0, "crash points");
  }

  /** Puts a coupon of one's own. */
  void putCoupon(ShopClient shop) {
    ask(shop, shop.coupon(key, PERCENT, ShopClient.UNLIMITED));
  }

  /** Puts on sale one article that is there, and one that is not, and a coupon without an end. */
  static void openShop(ShopClient shop) {
    shop.open(
        List.of(article(SKU), article(NOWHERE)), sku -> sku.equals(SKU) ? STOCK : 0, "opening");
    var put = shop.call(shop.coupon(COUPON, PERCENT, ShopClient.UNLIMITED));
    if (!put.isSuccess()) {
      throw new UnreachableException("the coupon was refused: " + put.describe());
    }
  }

  private static Month.Product article(String sku) {
    return new Month.Product(sku, "To be bought while all dies", PRICE_MINOR);
  }
}
