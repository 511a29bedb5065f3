package mercat.lab.crash;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

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
    String word,
    List<String> fates,
    Consumer<PointClient> before,
    Consumer<PointClient> asked,
    Consumer<PointClient> after,
    String leftAt) {
  private static final long PART_MINOR = 500;
  private static final long DELIVERED = 7;
  static final String PAID = "confirmed captured none committed captured 0";
  private static final String DECLINED = "rejected declined none released declined 0";
  private static final String GIVEN_BACK =
      "cancelled refunded none released captured " + PointClient.PRICE_MINOR;
  private static final Consumer<PointClient> ORDER_IN_DOUBT =
      client -> client.orderOnce("tok_timeout_then_ok");
  static final Consumer<PointClient> NONE = client -> {};
  static final Consumer<PointClient> PAY = ordering(PointClient.SKU, "tok_ok", "", 201);

  /** All there are; those that pass most come first. */
  static List<PointScenario> all() {
    return Stream.of(ofOrders(), PeopleScenarios.all(), left()).flatMap(List::stream).toList();
  }

  private static List<PointScenario> ofOrders() {
    return List.of(
        of("checkout", NONE, PAY, PAID),
        of("declined", NONE, ordering(PointClient.SKU, "tok_declined", "", 402), DECLINED),
        of(
            "out-of-stock",
            NONE,
            ordering(PointClient.NOWHERE, "tok_ok", "", 409),
            "rejected none none refused none"),
        // A provider that says nothing, and yes or no when it is asked later.
        of("silent-yes", NONE, ordering(PointClient.SKU, "tok_timeout_then_ok", "", 201), PAID),
        of(
            "silent-no",
            NONE,
            ordering(PointClient.SKU, "tok_timeout_then_declined", "", 402),
            DECLINED),
        // A provider that says nothing, and then by itself that there is something to ask for.
        of("silent-hook", NONE, ORDER_IN_DOUBT.andThen(PointClient::hook), PAID),
        of("cancel", PAY, PointScenario::cancel, GIVEN_BACK),
        // Not wanted any more before anybody knows whether it is paid.
        of(
            "cancel-in-doubt",
            NONE,
            ORDER_IN_DOUBT.andThen(PointScenario::cancel),
            "rejected voided none released voided 0",
            GIVEN_BACK),
        of(
            "refund",
            PAY,
            client ->
                client.ask(
                    client.shop().refund(client.told().id(), client.key() + "-back", PART_MINOR)),
            "confirmed partly_refunded none committed captured " + PART_MINOR),
        of(
            "ship",
            PAY,
            client -> client.ask(client.shop().shipment(client.told().id())),
            "confirmed captured shipped committed captured 0",
            "closed captured shipped committed captured 0"),
        // Goods arrive; each client's delivery is of an article of its own.
        of(
            "delivery",
            NONE,
            client ->
                client.ask(
                    client.shop().receipt(client.key(), client.key(), DELIVERED, "crash points")),
            DELIVERED + " on the shelf"),
        of("article", NONE, PointClient::publish, "", "0 on the shelf"),
        of(
            "coupon",
            NONE,
            ordering(PointClient.SKU, "tok_ok", PointClient.COUPON, 201),
            PAID + " coupon redeemed"),
        of(
            "coupon-declined",
            NONE,
            ordering(PointClient.SKU, "tok_declined", PointClient.COUPON, 402),
            DECLINED + " coupon released"),
        of("new-coupon", NONE, PointClient::putCoupon, "coupon of 10"));
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

  static PointScenario of(
      String word, Consumer<PointClient> before, Consumer<PointClient> asked, String... fates) {
    return new PointScenario(word, List.of(fates), before, asked, NONE, "");
  }

  /** The same, of which something is to be taken away again. */
  PointScenario then(Consumer<PointClient> step) {
    return new PointScenario(word, fates, before, asked, step, leftAt);
  }

  private static Consumer<PointClient> ordering(
      String sku, String paymentToken, String coupon, int answer) {
    return client -> client.order(sku, paymentToken, coupon, answer);
  }

  private static void cancel(PointClient client) {
    client.ask(client.shop().cancellation(client.told()));
  }

  boolean isLeft() {
    return !leftAt.isEmpty();
  }

  void examine(PointClient client) {
    var became = client.system().fateOf(client);
    if (!fates.contains(became)) {
      client.complain("it became '%s' instead of '%s'".formatted(became, fates));
    }
    if (became.startsWith(PAID)) {
      client.requireMail();
    }
    client.requireNoMailTwice();
    if (became.endsWith("endpoint")) {
      client.requireWebhooks();
    }
  }
}
