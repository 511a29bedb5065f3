package mercat.lab.crash;

import java.util.List;
import java.util.stream.Stream;
import mercat.lab.shop.ShopClient;
import mercat.verify.UnreachableException;

/**
 * What a client asks for while the process dies, and what must have become of it once everybody is
 * at rest again.
 *
 * @param word for people, and in keys
 * @param fates that the order may come to
 * @param before what happened on a process that lives
 * @param asked of the process that dies, and again of the one after it
 * @param after what is taken away again, on a process that lives
 * @param leftAt where an earlier process died that was asked the same, so that the next one does by
 *     itself what it does; empty for all others
 */
record PointScenario(
    String word, List<String> fates, Step before, Step asked, Step after, String leftAt) {
  private static final long PART_MINOR = 500;
  private static final long DELIVERED = 7;
  static final String PAID = "confirmed captured none committed captured 0";
  private static final String DECLINED = "rejected declined none released declined 0";
  private static final String GIVEN_BACK =
      "cancelled refunded none released captured " + PointClient.PRICE_MINOR;
  static final Step NONE = (shop, client) -> {};
  static final Step PAY = ordering(PointClient.SKU, "tok_ok", 201);

  @FunctionalInterface
  interface Step {
    void by(ShopClient shop, PointClient client);
  }

  /** All there are; those that pass most come first. */
  static List<PointScenario> all() {
    return Stream.of(ofOrders(), PeopleScenarios.all(), left()).flatMap(List::stream).toList();
  }

  private static List<PointScenario> ofOrders() {
    return List.of(
        of("checkout", NONE, PAY, PAID),
        of("declined", NONE, ordering(PointClient.SKU, "tok_declined", 402), DECLINED),
        of(
            "out-of-stock",
            NONE,
            ordering(PointClient.NOWHERE, "tok_ok", 409),
            "rejected none none refused none"),
        // A provider that says nothing, and yes or no when it is asked later.
        of("silent-yes", NONE, ordering(PointClient.SKU, "tok_timeout_then_ok", 201), PAID),
        of(
            "silent-no",
            NONE,
            ordering(PointClient.SKU, "tok_timeout_then_declined", 402),
            DECLINED),
        // A provider that says nothing, and then by itself that there is something to ask for.
        of(
            "silent-hook",
            NONE,
            (shop, client) -> {
              client.orderOnce(shop, "tok_timeout_then_ok");
              client.hook(shop);
            },
            PAID),
        of("cancel", PAY, PointScenario::cancel, GIVEN_BACK),
        // Not wanted any more before anybody knows whether it is paid.
        of(
            "cancel-in-doubt",
            NONE,
            (shop, client) -> {
              client.orderOnce(shop, "tok_timeout_then_ok");
              cancel(shop, client);
            },
            "rejected voided none released voided 0",
            GIVEN_BACK),
        of(
            "refund",
            PAY,
            (shop, client) ->
                client.ask(
                    shop, shop.refund(client.told().id(), client.key() + "-back", PART_MINOR)),
            "confirmed partly_refunded none committed captured " + PART_MINOR),
        of(
            "ship",
            PAY,
            (shop, client) -> client.ask(shop, shop.shipment(client.told().id())),
            "confirmed captured shipped committed captured 0",
            "closed captured shipped committed captured 0"),
        // Goods arrive; each client's delivery is of an article of its own.
        of(
            "delivery",
            NONE,
            (shop, client) ->
                client.ask(
                    shop, shop.receipt(client.key(), client.key(), DELIVERED, "crash points")),
            DELIVERED + " on the shelf"),
        of("article", NONE, (shop, client) -> client.publish(shop), "", "0 on the shelf"),
        of(
            "coupon",
            NONE,
            (shop, client) -> client.orderWithCoupon(shop, "tok_ok", 201),
            PAID + " coupon redeemed"),
        of(
            "coupon-declined",
            NONE,
            (shop, client) -> client.orderWithCoupon(shop, "tok_declined", 402),
            DECLINED + " coupon released"),
        of("new-coupon", NONE, (shop, client) -> client.putCoupon(shop), "coupon of 10"));
  }

  /** An earlier process died with an order stored and nobody asked, or confirmed and not paid. */
  private static List<PointScenario> left() {
    return List.of(
        left("left-order", "orders.checkout.before-reserve"),
        left("left-capture", "payments.capture.before-call"));
  }

  private static PointScenario left(String word, String leftAt) {
    return new PointScenario(word, List.of(PAID), NONE, PAY, NONE, leftAt);
  }

  static PointScenario of(String word, Step before, Step asked, String... fates) {
    return new PointScenario(word, List.of(fates), before, asked, NONE, "");
  }

  /** The same, of which something is to be taken away again. */
  PointScenario then(Step step) {
    return new PointScenario(word, fates, before, asked, step, leftAt);
  }

  private static Step ordering(String sku, String paymentToken, int answer) {
    return (shop, client) -> client.order(shop, sku, paymentToken, answer);
  }

  private static void cancel(ShopClient shop, PointClient client) {
    client.ask(shop, shop.cancellation(client.told()));
  }

  /**
   * Asks a process that is to die, which it may do before it has responded, or after. Whether it
   * died where it should, its exit code tells.
   */
  void actUntilDeath(ShopClient shop, PointClient client) {
    try {
      asked.by(shop, client);
    } catch (UnreachableException died) {
      // what was wanted
    }
  }

  boolean isLeft() {
    return !leftAt.isEmpty();
  }

  void examine(PointClient client, RestartableSystem system) {
    var became = system.fateOf(client);
    if (!fates.contains(became)) {
      client.complain("it became '%s' instead of '%s'".formatted(became, fates));
    }
    var around = system.around();
    if (became.startsWith(PAID)) {
      client.requireMail(around.mails());
    }
    client.requireNoMailTwice(around.mails());
    if (became.endsWith("endpoint")) {
      client.requireWebhooks(around.webhooks());
    }
  }
}
