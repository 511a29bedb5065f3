package mercat.lab.fake;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.ShopClient;

/**
 * A shop in memory, one event loop, that answers by the same contract as the real one. It can be
 * told to be difficult, or to be wrong, so that a test sees the lab notice.
 */
public final class FakeShop implements AutoCloseable {
  /** What is wrong with this shop, if anything. */
  public enum Manner {
    HONEST,
    /** Sometimes overloaded, pending, or gone after the work was done; never wrong. */
    DIFFICULT,
    /** Sells what it does not have. */
    OVERSELLING,
    /** Adds a penny to every tenth order. */
    DEAR
  }

  public static final String TOKEN = "back-office";

  private static final RetryPolicy SHORT =
      new RetryPolicy(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(2));

  private final Vertx vertx = Vertx.vertx();
  private final Manner manner;
  private final ServerAddress address;
  private final Map<String, Long> prices = new HashMap<>();
  private final Map<String, Long> stock = new HashMap<>();
  private final Set<String> receipts = new HashSet<>();
  private final Map<String, JsonObject> orders = new HashMap<>();
  private final Map<String, JsonObject> ordersById = new HashMap<>();
  private final Set<String> tries = new HashSet<>();
  private final Map<String, String> passwords = new HashMap<>();
  private final Set<String> refreshTokens = new HashSet<>();
  private int signedIn;

  public FakeShop(Manner manner) {
    this.manner = manner;
    var server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> request.body().onSuccess(body -> serve(request, body.toString())))
            .listen(0, "127.0.0.1")
            .await();
    address = new ServerAddress("127.0.0.1", server.actualPort(), "");
  }

  public ServerAddress address() {
    return address;
  }

  /** A client of little patience, with the right of its back office. */
  public ShopClient client(LoadGenerator load) {
    return new ShopClient(load, address, TOKEN, SHORT);
  }

  /** How many requests for orders were made by buyers who had signed in. */
  public int signedIn() {
    return signedIn;
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  private void serve(HttpServerRequest request, String body) {
    var path = URLDecoder.decode(String.valueOf(request.path()), StandardCharsets.UTF_8);
    var isPost = request.method().equals(HttpMethod.POST);
    var name =
        path.replaceFirst("^/v1/(admin/stock|products|orders)/", "").replace("/receipts", "");
    if (path.startsWith("/v1/admin") && !isFrom(request, TOKEN)) {
      problem(request, 401, "unauthenticated");
    } else if (path.equals("/v1/admin/products/import")) {
      importProducts(request, body);
    } else if (path.endsWith("/receipts")) {
      if (receipts.add(request.getHeader("Idempotency-Key"))) {
        stock.merge(name, new JsonObject(body).getLong("quantity"), Long::sum);
      }
      answer(request, 201, JsonObject.of());
    } else if (path.startsWith("/v1/admin/stock/")) {
      var level = stock.getOrDefault(name, 0L);
      answer(request, 200, JsonObject.of("onHand", level, "reserved", 0, "available", level));
    } else if (path.startsWith("/v1/products/")) {
      answer(request, prices.containsKey(name) ? 200 : 404, JsonObject.of());
    } else if (path.equals("/v1/accounts")) {
      passwords.putIfAbsent(email(body), new JsonObject(body).getString("password"));
      request.response().setStatusCode(202).end();
    } else if (path.equals("/v1/sessions/refresh")) {
      refresh(request, new JsonObject(body).getString("refreshToken"));
    } else if (path.equals("/v1/sessions")) {
      signIn(request, new JsonObject(body));
    } else if (path.equals("/v1/orders") && isPost) {
      order(request, new JsonObject(body));
    } else if (ordersById.containsKey(name)
        && isFrom(request, ordersById.get(name).getString("orderToken"))) {
      answer(request, 200, ordersById.get(name));
    } else {
      problem(request, 404, "not_found");
    }
  }

  private static boolean isFrom(HttpServerRequest request, String token) {
    return ("Bearer " + token).equals(request.getHeader("Authorization"));
  }

  private void importProducts(HttpServerRequest request, String body) {
    var products = body.lines().map(JsonObject::new).toList();
    var refused = new JsonArray();
    for (var product : products) {
      var sku = product.getString("sku");
      var line = products.indexOf(product) + 1;
      if (sku.isEmpty()) {
        refused.add(JsonObject.of("line", line, "reason", "invalid_request: /sku is empty"));
      } else if (manner == Manner.DIFFICULT && tries.add("import " + sku)) {
        refused.add(JsonObject.of("line", line, "reason", "outcome_unknown: nobody answered"));
      } else {
        prices.put(sku, product.getJsonObject("price").getLong("amount"));
      }
    }
    var accepted = products.size() - refused.size();
    answer(request, 200, JsonObject.of("accepted", accepted, "refused", refused));
  }

  private static String email(String body) {
    return new JsonObject(body).getString("email");
  }

  /** Whoever has registered under an e-mail address, their token is made of it. */
  private void signIn(HttpServerRequest request, JsonObject wanted) {
    var email = wanted.getString("email");
    if (wanted.getString("password").equals(passwords.get(email))) {
      answer(request, 201, tokens(email));
    } else {
      problem(request, 401, "wrong_credentials");
    }
  }

  /** A refresh token begins with the e-mail address, and can be used once. */
  private void refresh(HttpServerRequest request, String token) {
    if (refreshTokens.remove(token)) {
      answer(request, 200, tokens(token.substring(0, token.indexOf(' '))));
    } else {
      problem(request, 401, "wrong_credentials");
    }
  }

  private JsonObject tokens(String email) {
    var refreshToken = email + " " + UUID.randomUUID();
    refreshTokens.add(refreshToken);
    return JsonObject.of("accessToken", "eyJ-" + email, "refreshToken", refreshToken);
  }

  private void order(HttpServerRequest request, JsonObject wanted) {
    var buyer = wanted.getString("email");
    var bearer = request.getHeader("Authorization");
    if (bearer != null && !bearer.equals("Bearer eyJ-" + buyer)) {
      problem(request, 401, "unauthenticated");
      return;
    }
    signedIn += bearer == null ? 0 : 1;
    var key = request.getHeader("Idempotency-Key") + "/" + buyer + "/" + bearer;
    var isFirst = tries.add(key);
    var difficulty = isFirst && manner == Manner.DIFFICULT ? Math.floorMod(key.hashCode(), 5) : 0;
    if (difficulty == 1) {
      request.response().putHeader("Retry-After", "0");
      problem(request, 503, "overloaded");
      return;
    }
    var order = orders.computeIfAbsent(key, first -> decide(wanted));
    if (difficulty == 2) {
      request.connection().close();
    } else if (difficulty == 3) {
      request.response().putHeader("Location", "/v1/orders/" + order.getString("id"));
      answer(request, 202, order.copy().put("status", "pending"));
    } else {
      var code = order.getString("code", "");
      answer(request, code.isEmpty() ? 201 : code.equals("payment_declined") ? 402 : 409, order);
    }
  }

  private JsonObject decide(JsonObject wanted) {
    var lines = wanted.getJsonArray("lines").stream().map(JsonObject.class::cast).toList();
    long total = 0;
    for (var line : lines) {
      var price = prices.get(line.getString("sku"));
      if (price == null) {
        return JsonObject.of("code", "unknown_sku");
      }
      if (stock.getOrDefault(line.getString("sku"), 0L) < line.getLong("quantity")
          && manner != Manner.OVERSELLING) {
        return JsonObject.of("code", "out_of_stock");
      }
      total += price * line.getLong("quantity");
    }
    var id = UUID.randomUUID().toString();
    if (wanted.getJsonObject("payment").getString("token").equals("tok_declined")) {
      return JsonObject.of("code", "payment_declined", "orderId", id);
    }
    lines.forEach(line -> stock.merge(line.getString("sku"), -line.getLong("quantity"), Long::sum));
    var charged = manner == Manner.DEAR && total % 10 == 0 ? total + 1 : total;
    var order =
        JsonObject.of("id", id, "status", "confirmed", "paymentStatus", "captured")
            .put("orderToken", UUID.randomUUID().toString())
            .put("total", JsonObject.of("amount", charged, "currency", "GBP"));
    ordersById.put(id, order);
    return order;
  }

  private static void problem(HttpServerRequest request, int status, String code) {
    answer(request, status, JsonObject.of("code", code));
  }

  private static void answer(HttpServerRequest request, int status, JsonObject json) {
    request.response().setStatusCode(status).end(json.toBuffer());
  }
}
