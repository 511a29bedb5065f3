package mercat.lab.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mercat.lab.load.HttpText;
import mercat.lab.load.Outcome;
import mercat.lab.load.Patience;
import mercat.lab.load.UnreachableException;
import mercat.lab.month.Month;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.PlacedOrder;
import mercat.lab.shop.Shop;

/**
 * One client who wants something once: after a crash it asks again in the same words, under the
 * same key, and must be told the same order.
 */
final class Client {
  static final String SKU = "POINT";
  static final String NOWHERE = "NOWHERE";
  static final long PRICE_MINOR = 1_999;

  /** A client of a process that may die: it does not wait for another one. */
  static final Patience MORTAL =
      new Patience(Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofMillis(200));

  /** Takes the first answer, whatever it is. */
  private static final Patience ONCE =
      new Patience(Duration.ofSeconds(15), Duration.ZERO, Duration.ofMillis(200));

  private final String key;
  private final AckFile acks;
  private final List<String> troubles = new ArrayList<>();
  private Optional<PlacedOrder> order = Optional.empty();

  /**
   * A client.
   *
   * @param key under which it asks, never used before
   * @param acks where it writes down which orders it was promised
   */
  Client(String key, AckFile acks) {
    this.key = key;
    this.acks = acks;
  }

  String key() {
    return key;
  }

  /** What it was told that it should not have been. */
  List<String> troubles() {
    return troubles;
  }

  /** Orders one piece and asks until the answer is final. */
  void order(Shop shop, String sku, String paymentToken, int answer) {
    take(shop.call(ordering(shop, sku, paymentToken)), Set.of(answer));
  }

  /**
   * Orders one piece and is content with the first answer: pending, as a rule; or that this very
   * order was cancelled, where it asks again after it has cancelled it.
   */
  void orderOnce(Shop shop, String paymentToken) {
    var outcome = shop.patient(ONCE).call(ordering(shop, SKU, paymentToken));
    if (outcome.answer() == null) {
      throw new UnreachableException("no answer: " + outcome.trouble());
    }
    if (!isCancelled(outcome)) {
      take(outcome, Set.of(201, 202));
    }
  }

  /** Whether the answer is that the order it was told of has been cancelled. */
  private boolean isCancelled(Outcome outcome) {
    var said = outcome.body();
    return outcome.status() == 409
        && said.contains("\"code\":\"cancelled\"")
        && order.filter(told -> said.contains(told.id())).isPresent();
  }

  private HttpText ordering(Shop shop, String sku, String paymentToken) {
    var lines = List.of(new Month.Line(sku, 1, PRICE_MINOR));
    return shop.order(key, key + "@example.org", lines, paymentToken);
  }

  private void take(Outcome outcome, Set<Integer> wanted) {
    if (!wanted.contains(outcome.status())) {
      troubles.add("ordering was answered " + outcome.describe());
      return;
    }
    if (outcome.status() < 200 || outcome.status() >= 300) {
      return;
    }
    var told = Shop.placed(outcome.body());
    order.ifPresent(before -> {
      if (!before.id().equals(told.id())) {
        troubles.add("key %s named order %s, now %s".formatted(key, before.id(), told.id()));
      }
    });
    acks.write(key, told);
    order = Optional.of(told);
  }

  /** Ends the order it was told. */
  void cancel(Shop shop) {
    requireSuccess("cancelling", shop.call(shop.cancellation(told())));
  }

  /** Has a part of the order's price returned by staff. */
  void refund(Shop shop, long amountMinor) {
    requireSuccess("refunding", shop.call(shop.refund(told().id(), key + "-back", amountMinor)));
  }

  /** Has staff ship the order. */
  void ship(Shop shop) {
    requireSuccess("shipping", shop.call(shop.shipment(told().id())));
  }

  /** Delivers goods. */
  void deliver(Shop shop, String sku, long quantity) {
    requireSuccess("a delivery", shop.call(shop.receipt(sku, key, quantity, "crash points")));
  }

  private void requireSuccess(String what, Outcome outcome) {
    if (!outcome.isSuccess()) {
      troubles.add(what + " was answered " + outcome.describe());
    }
  }

  private PlacedOrder told() {
    return order.orElseThrow(() -> new UnreachableException("no order was told to " + key));
  }
}
