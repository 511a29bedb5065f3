package mercat.lab.crash;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.Month;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.ShopClient.PlacedOrder;
import mercat.verify.UnreachableException;

/**
 * One client who wants something once: after a crash it asks again in the same words, under the
 * same key, and must be told the same order.
 */
final class PointClient {
  static final Set<Integer> DONE = Set.of(200, 201, 202, 204);
  static final JsonObject NO_BODY = JsonObject.of();
  static final String SKU = "POINT";
  static final String NOWHERE = "NOWHERE";
  static final String COUPON = "POINT-TEN";
  static final int PERCENT = 10;
  static final long PRICE_MINOR = 1_999;
  private static final long STOCK = 1_000_000;
  private static final String ORDER_MAIL = "Your order ";
  private static final String WELCOME_MAIL = "Welcome to ";

  /** A client of a process that may die: it does not wait for another one. */
  private static final RetryPolicy OF_ARMED =
      new RetryPolicy(Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofMillis(200));

  /** Takes the first answer, whatever it is. */
  private static final RetryPolicy ONCE =
      new RetryPolicy(Duration.ofSeconds(15), Duration.ZERO, Duration.ofMillis(200));

  private final String key;
  private final AckWriter acks;
  private final RestartableSystem system;
  private final Person person = new Person(this);
  private final BackOffice office = new BackOffice(this);
  private final List<String> troubles = new ArrayList<>();
  private ShopClient shop;
  private Optional<PlacedOrder> order = Optional.empty();

  PointClient(String key, AckWriter acks, RestartableSystem system) {
    this.key = key;
    this.acks = acks;
    this.system = system;
    this.shop = system.shop();
  }

  /** What the client asks, and what is around it. */
  RestartableSystem system() {
    return system;
  }

  ShopClient shop() {
    return shop;
  }

  /**
   * Asks a process that is to die, which it may do before it has responded, or after. Whether it
   * died where it should, its exit code tells.
   */
  void askUntilDeath(Consumer<PointClient> asked) {
    shop = shop.with(OF_ARMED);
    try {
      asked.accept(this);
    } catch (UnreachableException died) {
      // what was wanted
    } finally {
      shop = shop.with(RetryPolicy.USUAL);
    }
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

  /** Orders one piece; with a coupon, where its code is not empty. */
  void order(String sku, String paymentToken, String coupon, int answer) {
    take(shop.call(ordering(sku, paymentToken, coupon)), Set.of(answer));
  }

  /**
   * Orders one piece and is content with the first answer: pending, as a rule; or that this very
   * order was cancelled, where it asks again after it has cancelled it.
   */
  void orderOnce(String paymentToken) {
    var outcome = shop.with(ONCE).call(ordering(SKU, paymentToken, ""));
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

  private HttpText ordering(String sku, String paymentToken, String coupon) {
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

  void ask(HttpText request) {
    var unused = send(request, DONE);
  }

  CallOutcome post(String path, JsonObject body, Set<Integer> allowed) {
    return send(HttpText.post(shop.address(), path, body.encode()), allowed);
  }

  /** Sends a request of whoever holds a token. */
  CallOutcome send(
      String token, String method, String path, JsonObject body, Set<Integer> allowed) {
    var isEmpty = body.isEmpty();
    var headers = isEmpty ? Map.<String, String>of() : Map.of("Content-Type", "application/json");
    var text = isEmpty ? "" : body.encode();
    var request = new HttpText(shop.address(), method, path, headers, text);
    return send(request.with("Authorization", "Bearer " + token), allowed);
  }

  /** Sends a request until its answer is final, which must be one of those that are allowed. */
  CallOutcome send(HttpText request, Set<Integer> allowed) {
    var outcome = shop.call(request);
    if (!outcome.isFinal() || !allowed.contains(outcome.status())) {
      complain(
          "%s %s was answered %s".formatted(request.method(), request.path(), outcome.describe()));
    }
    return outcome;
  }

  /** The provider says that something happened to the charge of the order. */
  void hook() {
    ask(system.around().payments().hook(shop.address(), told().id()));
  }

  /** What everybody is told who has ordered. */
  void requireMail() {
    if (mails().stream().noneMatch(title -> title.startsWith(ORDER_MAIL))) {
      complain("no mail tells of the order");
    }
  }

  /** The same mail may come again, but as the same: under its Message-ID. */
  void requireNoMailTwice() {
    var titles = mails();
    for (var title : new TreeSet<>(titles)) {
      if ((title.startsWith(ORDER_MAIL) || title.startsWith(WELCOME_MAIL))
          && Collections.frequency(titles, title) > 1) {
        complain("'%s' came again under another Message-ID".formatted(title));
      }
    }
  }

  private List<String> mails() {
    return system.around().mails().titles(email());
  }

  /** The client's endpoint was told once of the order and of each test, however often it came. */
  void requireWebhooks() {
    var webhooks = system.around().webhooks();
    long orders = webhooks.told("/" + key, "order.confirmed");
    long tests = webhooks.told("/" + key, "webhook.test");
    if (orders != 1 || tests < 1) {
      complain("webhooks told of %d orders and %d tests".formatted(orders, tests));
    }
    if (webhooks.changed() > 0) {
      complain("%d webhooks came again and said something else".formatted(webhooks.changed()));
    }
  }

  void publish() {
    shop.open(List.of(article(key)), none -> 0, "crash points");
  }

  /** Puts a coupon of one's own. */
  void putCoupon() {
    ask(shop.coupon(key, PERCENT, ShopClient.UNLIMITED));
  }

  /** Puts on sale one article that is there, and one that is not, and a coupon without an end. */
  static void openShop(ShopClient shop) {
    shop.open(
        List.of(article(SKU), article(NOWHERE)), sku -> sku.equals(SKU) ? STOCK : 0, "opening");
    shop.putCoupon(COUPON, PERCENT);
  }

  private static Month.Product article(String sku) {
    return new Month.Product(sku, "To be bought while all dies", PRICE_MINOR);
  }
}
