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

  private record Product(String name, long price) {}

  private final Vertx vertx = Vertx.vertx();
  private final Manner manner;
  private final ServerAddress address;
  private final Map<String, Product> products = new HashMap<>();
  private final Map<String, Long> stock = new HashMap<>();
  private final Set<String> receipts = new HashSet<>();
  private final Map<String, JsonObject> orders = new HashMap<>();
  private final Map<String, JsonObject> ordersById = new HashMap<>();
  private final Map<String, Integer> tries = new HashMap<>();

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

  @Override
  public void close() {
    vertx.close().await();
  }

  private void serve(HttpServerRequest request, String body) {
    var path = URLDecoder.decode(String.valueOf(request.path()), StandardCharsets.UTF_8);
    if (path.startsWith("/v1/admin")
        && !("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
      problem(request, 401, "unauthenticated");
    } else if (path.equals("/v1/admin/products/import")) {
      importProducts(request, body);
    } else if (path.startsWith("/v1/admin/stock/")) {
      stock(request, path.substring("/v1/admin/stock/".length()), body);
    } else if (path.startsWith("/v1/products/")) {
      var known = products.containsKey(path.substring("/v1/products/".length()));
      answer(request, known ? 200 : 404, new JsonObject());
    } else if (path.equals("/v1/orders") && request.method().equals(HttpMethod.POST)) {
      order(request, body);
    } else if (path.startsWith("/v1/orders/")) {
      var order = ordersById.get(path.substring("/v1/orders/".length()));
      if (order != null
          && ("Bearer " + order.getString("orderToken"))
              .equals(request.getHeader("Authorization"))) {
        answer(request, 200, order);
      } else {
        problem(request, 404, "not_found");
      }
    } else {
      problem(request, 404, "not_found");
    }
  }

  private void importProducts(HttpServerRequest request, String body) {
    var accepted = 0;
    for (var line : body.lines().toList()) {
      var json = new JsonObject(line);
      products.put(
          json.getString("sku"),
          new Product(json.getString("name"), json.getJsonObject("price").getLong("amount")));
      accepted++;
    }
    answer(
        request, 200, new JsonObject().put("accepted", accepted).put("refused", new JsonArray()));
  }

  private void stock(HttpServerRequest request, String rest, String body) {
    if (rest.endsWith("/receipts")) {
      var sku = rest.substring(0, rest.length() - "/receipts".length());
      if (receipts.add(request.getHeader("Idempotency-Key"))) {
        stock.merge(sku, new JsonObject(body).getLong("quantity"), Long::sum);
      }
      answer(request, 201, new JsonObject());
      return;
    }
    var level = stock.getOrDefault(rest, 0L);
    answer(
        request,
        200,
        new JsonObject()
            .put("sku", rest)
            .put("onHand", level)
            .put("reserved", 0)
            .put("available", level));
  }

  private void order(HttpServerRequest request, String body) {
    var json = new JsonObject(body);
    var key = request.getHeader("Idempotency-Key") + "/" + json.getString("email");
    var turn = tries.merge(key, 1, Integer::sum);
    var difficulty = manner == Manner.DIFFICULT ? Math.floorMod(key.hashCode(), 5) : 0;
    if (turn == 1 && difficulty == 1) {
      request.response().putHeader("Retry-After", "0");
      problem(request, 503, "overloaded");
      return;
    }
    var known = orders.containsKey(key);
    var order = orders.computeIfAbsent(key, first -> decide(json));
    if (turn == 1 && difficulty == 2) {
      request.connection().close();
      return;
    }
    if (turn == 1 && difficulty == 3) {
      answer(request, 202, order.copy().put("status", "pending"));
      return;
    }
    if (known) {
      request.response().putHeader("Idempotent-Replayed", "true");
    }
    if (order.containsKey("code")) {
      var status = order.getString("code").equals("payment_declined") ? 402 : 409;
      answer(request, status, order);
    } else {
      answer(request, 201, order);
    }
  }

  private JsonObject decide(JsonObject request) {
    var lines = request.getJsonArray("lines");
    long total = 0;
    for (var i = 0; i < lines.size(); i++) {
      var line = lines.getJsonObject(i);
      var product = products.get(line.getString("sku"));
      if (product == null) {
        return new JsonObject().put("code", "unknown_sku");
      }
      if (stock.getOrDefault(line.getString("sku"), 0L) < line.getLong("quantity")
          && manner != Manner.OVERSELLING) {
        return new JsonObject().put("code", "out_of_stock");
      }
      total += product.price() * line.getLong("quantity");
    }
    if (request.getJsonObject("payment").getString("token").equals("tok_declined")) {
      return new JsonObject()
          .put("code", "payment_declined")
          .put("orderId", UUID.randomUUID().toString());
    }
    for (var i = 0; i < lines.size(); i++) {
      var line = lines.getJsonObject(i);
      stock.merge(line.getString("sku"), -line.getLong("quantity"), Long::sum);
    }
    var order =
        new JsonObject()
            .put("id", UUID.randomUUID().toString())
            .put("status", "confirmed")
            .put("paymentStatus", "captured")
            .put("orderToken", UUID.randomUUID().toString())
            .put(
                "total",
                new JsonObject()
                    .put("amount", manner == Manner.DEAR && total % 10 == 0 ? total + 1 : total)
                    .put("currency", "GBP"));
    ordersById.put(order.getString("id"), order);
    return order;
  }

  private static void problem(HttpServerRequest request, int status, String code) {
    answer(request, status, new JsonObject().put("code", code));
  }

  private static void answer(HttpServerRequest request, int status, JsonObject json) {
    request.response().setStatusCode(status).end(json.toBuffer());
  }
}
