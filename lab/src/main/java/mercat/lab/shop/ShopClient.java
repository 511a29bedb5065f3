package mercat.lab.shop;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.load.LoadGenerator.IdempotentRequest;
import mercat.lab.load.RetryPolicy;
import mercat.lab.load.ServerAddress;
import mercat.lab.month.Month;
import mercat.lab.system.Awaiting;
import mercat.verify.Ack;
import mercat.verify.UnreachableException;

/** A running system, seen over HTTP. */
public record ShopClient(
    LoadGenerator load, ServerAddress address, String adminToken, RetryPolicy policy) {
  /** Well under the 256 KiB that the interface accepts in one body. */
  private static final int IMPORT_LINES_MAX = 500;

  /** A line of an import that nobody had time for, or of which nobody knows whether it was put. */
  private static final Pattern OPEN = Pattern.compile("(overloaded|unavailable|outcome_unknown):");

  /** How often a coupon can be redeemed that nobody uses up. */
  public static final long UNLIMITED = 1_000_000_000;

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  public ShopClient with(RetryPolicy other) {
    return new ShopClient(load, address, adminToken, other);
  }

  /**
   * Puts products on sale, so many of each, and waits until they can be bought.
   *
   * @param units of a SKU; none are received where there are none
   * @param reason begins the keys of the deliveries, so that a repeat adds nothing
   */
  public void open(List<Month.Product> products, ToLongFunction<String> units, String reason) {
    var refused = importProducts(products);
    if (!refused.isEmpty()) {
      throw new UnreachableException("a product was refused: " + refused.getFirst());
    }
    for (var product : products) {
      var quantity = units.applyAsLong(product.sku());
      if (quantity > 0) {
        var key = reason + "-" + product.sku();
        var unused = required("stock was refused", receipt(product.sku(), key, quantity, reason));
      }
    }
    Stream.of(products.getFirst(), products.getLast())
        .map(Month.Product::sku)
        .distinct()
        .forEach(this::awaitPublished);
  }

  /** Puts products into the catalogue; gives the reasons of those that were refused. */
  public List<String> importProducts(List<Month.Product> products) {
    return importProducts(products, "online-retail", "");
  }

  /** The same for products of a category that share a description. */
  public List<String> importProducts(
      List<Month.Product> products, String category, String description) {
    var refused = new ArrayList<String>();
    for (var from = 0; from < products.size(); from += IMPORT_LINES_MAX) {
      var part = products.subList(from, Math.min(products.size(), from + IMPORT_LINES_MAX));
      var lines = part.stream().map(product -> line(product, category, description)).toList();
      importLines(lines, refused);
    }
    return refused;
  }

  /**
   * Puts lines, and for as long as the policy goes on those again of which it is open what became:
   * a line that was put already changes nothing.
   */
  private void importLines(List<String> lines, List<String> refused) {
    long endNanos = System.nanoTime() + policy.total().toNanos();
    var open = lines;
    for (int attempt = 1; !open.isEmpty(); attempt++) {
      boolean isLast = System.nanoTime() >= endNanos;
      var again = new ArrayList<String>();
      for (var row : imported(open).path("refused")) {
        if (!isLast && OPEN.matcher(row.path("reason").asText()).lookingAt()) {
          again.add(open.get(row.path("line").asInt() - 1));
        } else {
          refused.add(row.toString());
        }
      }
      open = again;
      if (!open.isEmpty()) {
        Awaiting.pause(Duration.ofMillis(RetryPolicy.grown(attempt)));
      }
    }
  }

  private JsonNode imported(List<String> lines) {
    var request = HttpText.post(address, "/v1/admin/products/import", String.join("", lines));
    return required(
        "products cannot be imported",
        asStaff(request).with("Content-Type", "application/x-ndjson"));
  }

  private static String line(Month.Product product, String category, String description) {
    return JSON.createObjectNode()
            .put("sku", product.sku())
            .put("name", product.name())
            .put("description", description)
            .put("category", category)
            .put("published", true)
            .set("price", money(product.priceMinor()))
        + "\n";
  }

  /** A delivery of goods; a repeat of its key adds nothing. */
  public HttpText receipt(String sku, String key, long quantity, String reason) {
    var json = JSON.createObjectNode().put("quantity", quantity).put("reason", reason);
    return asStaff(post("/v1/admin/stock/" + segment(sku) + "/receipts", json))
        .with("Idempotency-Key", key);
  }

  /** An order as a guest places it, paid with the given sandbox token. */
  public HttpText order(String key, String email, List<Month.Line> lines, String paymentToken) {
    return order(key, email, lines, paymentToken, "");
  }

  /** The same with a coupon, where its code is not empty. */
  public HttpText order(
      String key, String email, List<Month.Line> lines, String paymentToken, String coupon) {
    var json = JSON.createObjectNode();
    var array = json.putArray("lines");
    for (var line : lines) {
      array.addObject().put("sku", line.sku()).put("quantity", line.quantity());
    }
    json.put("email", email);
    json.putObject("payment").put("method", "card").put("token", paymentToken);
    if (!coupon.isEmpty()) {
      json.put("coupon", coupon);
    }
    return post("/v1/orders", json).with("Idempotency-Key", key);
  }

  /** A coupon by percent of the subtotal; a repeat changes nothing. */
  public HttpText coupon(String code, int percent, long limit) {
    var json = JSON.createObjectNode().put("percent", percent).put("limit", limit);
    return asStaff(HttpText.put(address, "/v1/admin/coupons/" + segment(code), json.toString()));
  }

  /** Puts a coupon by percent that nobody uses up. */
  public void putCoupon(String code, int percent) {
    var unused = required("the coupon was refused", coupon(code, percent, UNLIMITED));
  }

  public HttpText registration(String email, String password) {
    return post("/v1/accounts", credentials(email, password).put("name", "Buyer of the lab"));
  }

  /** Shows by the token of the link in a mail that an address is read. */
  public HttpText verification(String token) {
    return post("/v1/accounts/verification", JSON.createObjectNode().put("token", token));
  }

  public HttpText signIn(String email, String password) {
    return post("/v1/sessions", credentials(email, password));
  }

  private static ObjectNode credentials(String email, String password) {
    return JSON.createObjectNode().put("email", email).put("password", password);
  }

  public HttpText passwordReset(String email) {
    return post("/v1/password-resets", JSON.createObjectNode().put("email", email));
  }

  public HttpText refresh(String refreshToken) {
    return post("/v1/sessions/refresh", JSON.createObjectNode().put("refreshToken", refreshToken));
  }

  public HttpText cancellation(PlacedOrder order) {
    return HttpText.post(address, "/v1/orders/" + order.id() + "/cancel", "")
        .with("Authorization", "Bearer " + order.token());
  }

  /** Money that goes back to a buyer; a repeat of its key returns no more. */
  public HttpText refund(String orderId, String key, long amountMinor) {
    var json = JSON.createObjectNode();
    json.set("amount", money(amountMinor));
    return asStaff(post("/v1/admin/orders/" + orderId + "/refunds", json))
        .with("Idempotency-Key", key);
  }

  public HttpText shipment(String orderId) {
    return asStaff(HttpText.post(address, "/v1/admin/orders/" + orderId + "/ship", ""));
  }

  public static PlacedOrder placed(JsonNode json) {
    return new PlacedOrder(
        json.path("id").asText(),
        json.path("status").asText(),
        json.path("paymentStatus").asText(),
        json.path("total").path("amount").asLong(),
        json.path("total").path("currency").asText(),
        json.path("orderToken").asText(""));
  }

  /** The stable code of a problem, such as {@code out_of_stock}; empty when it has none. */
  public static String problemCode(CallOutcome refusal) {
    return refusal.json().path("code").asText("");
  }

  public StockFigures stock(String sku) {
    var request = asStaff(HttpText.get(address, "/v1/admin/stock/" + segment(sku)));
    return JSON.convertValue(required("stock of " + sku + " unknown", request), StockFigures.class);
  }

  public HttpText readOrder(PlacedOrder order) {
    return HttpText.get(address, "/v1/orders/" + order.id())
        .with("Authorization", "Bearer " + order.token());
  }

  public HttpText readProduct(String sku) {
    return HttpText.get(address, "/v1/products/" + segment(sku));
  }

  /**
   * Waits until a product that was just published is shown and can be sold: the storefront and the
   * prices each learn of it in their own time.
   */
  public void awaitPublished(String sku) {
    var read = readProduct(sku);
    var quote = quote(sku);
    var shown =
        Awaiting.until(
            Duration.ofSeconds(15),
            () -> call(read).isSuccess() && !problemCode(call(quote)).equals("unknown_sku"));
    if (!shown) {
      throw new UnreachableException("the storefront does not sell the new product " + sku);
    }
  }

  private HttpText quote(String sku) {
    var json = JSON.createObjectNode();
    json.putArray("lines").addObject().put("sku", sku).put("quantity", 1);
    return post("/v1/quotes", json);
  }

  private HttpText post(String path, ObjectNode json) {
    return HttpText.post(address, path, json.toString());
  }

  /**
   * What a request is answered with.
   *
   * @param trouble what is wrong where it does not succeed
   * @throws UnreachableException when it does not
   */
  public JsonNode required(String trouble, HttpText request) {
    return succeeded(trouble, request).json();
  }

  /** The same, whatever the answer is made of. */
  public CallOutcome succeeded(String trouble, HttpText request) {
    var outcome = call(request);
    if (!outcome.isSuccess()) {
      throw new UnreachableException(trouble + ": " + outcome.describe());
    }
    return outcome;
  }

  public CallOutcome call(HttpText request) {
    var ended = new AtomicReference<CallOutcome>();
    settle(1, List.of(request), same -> same, (same, outcome) -> ended.set(outcome));
    return ended.get();
  }

  /** Carries a request for each of many to its final response, so many at a time. */
  public <T> void settle(
      int inFlight,
      Iterable<T> all,
      Function<T, HttpText> request,
      BiConsumer<T, CallOutcome> outcome) {
    load.settle(address, inFlight, policy, false, requests(all, request, outcome).iterator());
  }

  /** The same for clients who all come at the start, their requests ready. */
  public <T> void settleAllAtOnce(
      int connections,
      Iterable<T> all,
      Function<T, HttpText> request,
      BiConsumer<T, CallOutcome> outcome) {
    var ready = requests(all, request, outcome).toList();
    load.settle(address, connections, policy, true, ready.iterator());
  }

  private static <T> Stream<IdempotentRequest> requests(
      Iterable<T> all, Function<T, HttpText> request, BiConsumer<T, CallOutcome> outcome) {
    return StreamSupport.stream(all.spliterator(), false)
        .map(one ->
            new IdempotentRequest(
                request.apply(one).render(), ended -> outcome.accept(one, ended)));
  }

  private HttpText asStaff(HttpText request) {
    return request.with("Authorization", "Bearer " + adminToken);
  }

  private static ObjectNode money(long minor) {
    return JSON.createObjectNode().put("amount", minor).put("currency", Month.CURRENCY);
  }

  /** A text as one part of a path or a query. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "shop at " + address;
  }

  public record StockFigures(long onHand, long reserved, long available) {}

  /** An order as the system last described it; its token is empty when none was given. */
  public record PlacedOrder(
      String id,
      String status,
      String paymentStatus,
      long totalMinor,
      String currency,
      String token) {
    public boolean isConfirmed() {
      return status.equals("confirmed") || status.equals("closed");
    }

    public Ack acknowledged(String key) {
      return new Ack(id, key, totalMinor, currency, status);
    }
  }
}
