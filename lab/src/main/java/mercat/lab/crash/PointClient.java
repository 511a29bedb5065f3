package mercat.lab.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.Month;
import mercat.lab.reactions.SmtpInbox;
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
  private static final String ORDER_MAIL = "Your order ";
  private static final String WELCOME_MAIL = "Welcome to ";

  /** A client of a process that may die: it does not wait for another one. */
  static final RetryPolicy OF_ARMED =
      new RetryPolicy(Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofMillis(200));

  /** Takes the first answer, whatever it is. */
  private static final RetryPolicy ONCE =
      new RetryPolicy(Duration.ofSeconds(15), Duration.ZERO, Duration.ofMillis(200));

  private final String key;
  private final AckWriter acks;
  private final HookSigner provider;
  private final Person person;
  private final BackOffice office;
  private final List<String> troubles = new ArrayList<>();
  private Optional<PlacedOrder> order = Optional.empty();

  /**
   * A client of its own.
   *
   * @param told what the system's operations listener says at a path
   */
  PointClient(String key, AckWriter acks, Surroundings around, UnaryOperator<String> told) {
    this.key = key;
    this.acks = acks;
    this.provider = around.payments();
    this.person = new Person(this, told, around.people());
    this.office = new BackOffice(this, around.webhooks());
  }

  /** The client as somebody who has an account. */
  Person person() {
    return person;
  }

  /** What the staff does for the client. */
  BackOffice office() {
    return office;
  }

  String email() {
    return key + "@example.org";
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
    return shop.order(key, email(), lines, paymentToken, coupon);
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
    ask(shop, request, Person.DONE);
  }

  void ask(ShopClient shop, HttpText request, Set<Integer> allowed) {
    var unused = send(shop, request, allowed);
  }

  /** Sends a request until its answer is final, which must be one of those that are allowed. */
  CallOutcome send(ShopClient shop, HttpText request, Set<Integer> allowed) {
    var outcome = shop.call(request);
    if (!outcome.isFinal() || !allowed.contains(outcome.status())) {
      complain(
          "%s %s was answered %s".formatted(request.method(), request.path(), outcome.describe()));
    }
    return outcome;
  }

  /** A request of whoever holds a token; without a body where that is empty. */
  static HttpText bearing(ShopClient shop, String token, String method, String path, String json) {
    var headers =
        json.isEmpty() ? Map.<String, String>of() : Map.of("Content-Type", "application/json");
    return new HttpText(shop.address(), method, path, headers, json)
        .with("Authorization", "Bearer " + token);
  }

  /** The provider says that something happened to the charge of the order. */
  void hook(ShopClient shop) {
    ask(shop, provider.hook(shop.address(), told().id()));
  }

  /** What everybody is told who has ordered. */
  void requireMail(SmtpInbox mails) {
    if (mails.titles(email()).stream().noneMatch(title -> title.startsWith(ORDER_MAIL))) {
      complain("no mail tells of the order");
    }
  }

  /** The same mail may come again, but as the same: under its Message-ID. */
  void requireNoMailTwice(SmtpInbox mails) {
    var titles = mails.titles(email());
    for (var title : new TreeSet<>(titles)) {
      if ((title.startsWith(ORDER_MAIL) || title.startsWith(WELCOME_MAIL))
          && Collections.frequency(titles, title) > 1) {
        complain("'%s' came again under another Message-ID".formatted(title));
      }
    }
  }

  /** The client's endpoint was told once of the order and of each test, however often it came. */
  void requireWebhooks(HookInbox webhooks) {
    var path = "/" + key;
    if (webhooks.told(path, "order.confirmed") != 1 || webhooks.told(path, "webhook.test") < 1) {
      complain(
          "webhooks told of %d orders and %d tests"
              .formatted(
                  webhooks.told(path, "order.confirmed"), webhooks.told(path, "webhook.test")));
    }
    if (webhooks.changed() > 0) {
      complain("%d webhooks came again and said something else".formatted(webhooks.changed()));
    }
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
