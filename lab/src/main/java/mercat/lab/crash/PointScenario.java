package mercat.lab.crash;

import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import mercat.lab.shop.ShopClient;
import mercat.verify.UnreachableException;

/**
 * What a client asks for while the process dies, and what must have become of it once everybody is
 * at rest again. Those that pass most come first.
 */
@SuppressWarnings("ImmutableEnumChecker") // its steps are lambdas that capture nothing
enum PointScenario {
  /** A card that pays. */
  CHECKOUT(Fates.PAID, Step.NONE, Step.PAY, ""),

  /** A card that does not. */
  DECLINED(
      "rejected declined none released declined 0",
      Step.NONE,
      (shop, client) -> client.order(shop, PointClient.SKU, "tok_declined", 402),
      ""),

  /** Nothing on the shelf. */
  OUT_OF_STOCK(
      "rejected none none refused none",
      Step.NONE,
      (shop, client) -> client.order(shop, PointClient.NOWHERE, "tok_ok", 409),
      ""),

  /** A provider that says nothing, and yes when it is asked later. */
  SILENT_YES(
      Fates.PAID,
      Step.NONE,
      (shop, client) -> client.order(shop, PointClient.SKU, "tok_timeout_then_ok", 201),
      ""),

  /** A provider that says nothing, and no when it is asked later. */
  SILENT_NO(
      "rejected declined none released declined 0",
      Step.NONE,
      (shop, client) -> client.order(shop, PointClient.SKU, "tok_timeout_then_declined", 402),
      ""),

  /** A paid order that its buyer does not want any more. */
  CANCEL(Fates.GIVEN_BACK, Step.PAY, (shop, client) -> client.cancel(shop), ""),

  /** An order that its buyer does not want any more before anybody knows whether it is paid. */
  CANCEL_IN_DOUBT(
      "rejected voided none released voided 0|" + Fates.GIVEN_BACK,
      Step.NONE,
      (shop, client) -> {
        client.orderOnce(shop, "tok_timeout_then_ok");
        client.cancel(shop);
      },
      ""),

  /** Staff returns a part of the price. */
  REFUND(
      "confirmed partly_refunded none committed captured " + Fates.PART_MINOR,
      Step.PAY,
      (shop, client) -> client.refund(shop, Fates.PART_MINOR),
      ""),

  /** Staff ships a paid order. */
  SHIP(
      "confirmed captured shipped committed captured 0|closed captured shipped committed captured 0",
      Step.PAY,
      (shop, client) -> client.ship(shop),
      ""),

  /** Goods arrive; each client's delivery is of an article of its own. */
  DELIVERY(
      "", Step.NONE, (shop, client) -> client.deliver(shop, client.key(), Fates.DELIVERED), "") {
    @Override
    String wrong(ShopClient shop, PointClient client, RestartableSystem system) {
      var level = shop.stock(client.key());
      return level.onHand() == Fates.DELIVERED ? "" : "%d on the shelf".formatted(level.onHand());
    }
  },

  /** A new article. */
  ARTICLE("", Step.NONE, (shop, client) -> client.publish(shop), "") {
    @Override
    String wrong(ShopClient shop, PointClient client, RestartableSystem system) {
      shop.awaitPublished(client.key());
      return "";
    }
  },

  /** An earlier process died with an order stored and nobody asked. */
  LEFT_ORDER(Fates.PAID, Step.NONE, Step.PAY, "orders.checkout.before-reserve"),

  /** An earlier process died with an order confirmed and its money not taken. */
  LEFT_CAPTURE(Fates.PAID, Step.NONE, Step.PAY, "payments.capture.before-call");

  /** What a client does. */
  @FunctionalInterface
  private interface Step extends BiConsumer<ShopClient, PointClient> {
    Step NONE = (shop, client) -> {};
    Step PAY = (shop, client) -> client.order(shop, PointClient.SKU, "tok_ok", 201);
  }

  /** What comes of several. */
  private static final class Fates {
    static final long PART_MINOR = 500;
    static final long DELIVERED = 7;
    static final String PAID = "confirmed captured none committed captured 0";
    static final String GIVEN_BACK =
        "cancelled refunded none released captured " + PointClient.PRICE_MINOR;
  }

  private final String fates;
  private final Step before;
  private final Step asked;
  private final String leftAt;

  /**
   * A scenario.
   *
   * @param fates that the order may come to, with bars between them
   * @param before what happened on a process that lives
   * @param asked of the process that dies, and again of the one after it
   * @param leftAt where an earlier process died that was asked the same, so that the next one does
   *     by itself what it does; empty for all others
   */
  PointScenario(String fates, Step before, Step asked, String leftAt) {
    this.fates = fates;
    this.before = before;
    this.asked = asked;
    this.leftAt = leftAt;
  }

  void prepare(ShopClient shop, PointClient client) {
    before.accept(shop, client);
  }

  /**
   * Asks.
   *
   * @throws UnreachableException when the process died
   */
  void act(ShopClient shop, PointClient client) {
    asked.accept(shop, client);
  }

  /**
   * Asks a process that is to die, which it may do before it has responded, or after. Whether it
   * died where it should, its exit code tells.
   */
  void actUntilDeath(ShopClient shop, PointClient client) {
    try {
      act(shop, client);
    } catch (UnreachableException died) {
      // what was wanted
    }
  }

  String leftAt() {
    return leftAt;
  }

  boolean isLeft() {
    return !leftAt.isEmpty();
  }

  /** What is wrong with what became of it; empty when nothing is. */
  String wrong(ShopClient shop, PointClient client, RestartableSystem system) {
    var became = system.fateOf(client.key());
    return List.of(fates.split("\\|", -1)).contains(became)
        ? ""
        : "it became '%s' instead of '%s'".formatted(became, fates);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
