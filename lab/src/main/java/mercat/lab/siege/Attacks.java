package mercat.lab.siege;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import mercat.lab.shop.OrderLoad;

/** The attacks of a siege. Each was found to stop a shop once, or is the usual way to try. */
final class Attacks {
  static final String CATEGORY = "siege";
  static final String SKU = "SIEGE-0";

  private static final String HOST = "Host: shop.example.org\r\n";
  private static final int MEBIBYTE = 1024 * 1024;
  private static final Duration HOLD = Duration.ofSeconds(5);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DRIP = Duration.ofMillis(500);
  private static final int DRIPS = 30;

  private static final String PAGE = get("/v1/products?limit=100&category=" + CATEGORY);
  private static final String PRODUCT = get("/v1/products/" + SKU);

  private Attacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack("orders whose callers give up at once", 8, DRIP, Attacks::impatientOrders),
        new Attack("pages whose callers give up at once", 12, DRIP, Attacks::impatientPages),
        new Attack("large bodies that do not end", 300, SECOND, Attacks::endlessBody),
        new Attack("large pages that nobody reads", 200, SECOND, Attacks::unreadPage),
        new Attack("pipelined requests whose answers nobody reads", 50, SECOND, Attacks::unread),
        new Attack("a thousand pipelined requests", 5, SECOND, Attacks::pipelined),
        new Attack("heads a byte at a time", 200, SECOND, Attacks::slowHead),
        new Attack("bodies a byte at a time", 200, SECOND, Attacks::slowBody),
        new Attack("connections that want nothing", 20, Duration.ofMillis(20), wire -> {}),
        new Attack("heads made to confuse", 4, Duration.ofMillis(200), Attacks::oddHeads),
        new Attack("bodies made to confuse", 4, Duration.ofMillis(200), Attacks::oddBodies));
  }

  /** An order whose payment takes long, and repeats of it, none of which waits for the outcome. */
  private static void impatientOrders(Wire wire) throws IOException {
    var key = UUID.randomUUID().toString();
    var body =
        """
        {"lines":[{"sku":"%s","quantity":1}],"email":"siege@example.org",
         "payment":{"method":"card","token":"tok_timeout_then_ok"}}\
        """
            .formatted(OrderLoad.sku(0));
    for (int i = 0; i < 5; i++) {
      wire.send(
          post(
              "/v1/orders",
              "Idempotency-Key: " + key + "\r\nDeadline-Ms: 100\r\n",
              body.length(),
              "application/json"));
      wire.send(body);
      wire.readResponse();
    }
  }

  private static void impatientPages(Wire wire) throws IOException {
    for (int i = 0; i < 3; i++) {
      wire.send(PAGE.replace(HOST, HOST + "Deadline-Ms: 100\r\n"));
      wire.readResponse();
    }
  }

  private static void endlessBody(Wire wire) throws IOException, InterruptedException {
    wire.send(post("/v1/orders", "Idempotency-Key: endless\r\n", MEBIBYTE, "application/json"));
    var part = " ".repeat(MEBIBYTE / 16);
    for (int i = 0; i < 15; i++) {
      wire.send(part);
    }
    wire.send(part.substring(1));
    wire.hold(HOLD);
  }

  private static void unreadPage(Wire wire) throws IOException, InterruptedException {
    wire.send(PAGE);
    wire.hold(HOLD);
  }

  private static void unread(Wire wire) throws IOException, InterruptedException {
    var requests = PRODUCT.repeat(100);
    for (int i = 0; i < 20; i++) {
      wire.send(requests);
    }
    wire.hold(HOLD);
  }

  private static void pipelined(Wire wire) throws IOException {
    wire.send(PRODUCT.repeat(1_000));
    for (int i = 0; i < 1_000; i++) {
      wire.readResponse();
    }
  }

  private static void slowHead(Wire wire) throws IOException, InterruptedException {
    wire.send("GET /v1/products HTTP/1.1\r\n" + HOST + "X-Slow: ");
    drip(wire);
  }

  private static void slowBody(Wire wire) throws IOException, InterruptedException {
    wire.send(post("/v1/orders", "Idempotency-Key: slow\r\n", 1_000, "application/json"));
    drip(wire);
  }

  private static void drip(Wire wire) throws IOException, InterruptedException {
    for (int i = 0; i < DRIPS; i++) {
      wire.send(" ");
      wire.hold(DRIP);
    }
  }

  private static void oddHeads(Wire wire) throws IOException {
    wire.send(post("/v1/quotes", "", 2, "application/json" + ";".repeat(2_000)) + "{}");
    wire.readResponse();
    wire.send(PAGE.replace(HOST, HOST + "Accept: " + "*/*;q=0.1,".repeat(500) + "\r\n"));
    wire.readResponse();
    wire.send(get("/v1/products?q=" + "%C3%A4".repeat(30)));
    wire.finish();
    wire.readResponse();
  }

  private static void oddBodies(Wire wire) throws IOException {
    for (var body :
        List.of(
            "[".repeat(200_000),
            "{\"lines\":[" + "{},".repeat(100_000) + "{}]}",
            "{\"email\":\"" + "a".repeat(200_000) + "\"}",
            "{\"lines\":" + "9".repeat(200_000) + "}")) {
      wire.send(post("/v1/orders", "Idempotency-Key: odd\r\n", body.length(), "application/json"));
      wire.send(body);
      wire.readResponse();
    }
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n";
  }

  private static String post(String target, String headers, long length, String mediaType) {
    return "POST %s HTTP/1.1\r\n%s%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        .formatted(target, HOST, headers, mediaType, length);
  }

  /** A way of attacking: so many clients at once, who each come again, at most so often. */
  record Attack(String name, int clients, Duration every, Visit visit) {
    @FunctionalInterface
    interface Visit {
      void on(Wire wire) throws IOException, InterruptedException;
    }
  }
}
