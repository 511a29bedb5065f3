package mercat.lab.bench;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator.RequestStream;
import mercat.lab.load.LoadReport;
import mercat.lab.month.Month;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.system.Awaiting;
import mercat.lab.system.MetersText;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Screen;
import mercat.verify.UnreachableException;

/**
 * How long recommendations take that are made of a month's real baskets, at a steady rate: "bought
 * together" of any product of the month, and "for you" of customers who have bought some of it, in
 * turn; first alone, then beside orders.
 */
record RecommendationProbe(OrderLoad orders, SystemProcess system, BenchPlan plan, Screen screen) {
  private static final double PER_SECOND = 100;
  private static final int CONNECTIONS = 16;
  private static final int CUSTOMERS = 20;
  private static final int ORDERS_EACH = 3;
  private static final String MISSED = "mercat_edge_recommendations_missed_total";

  /** What was measured beside orders at this rate. */
  BenchVerdict.Recommended run(Month month, double ordersPerSecond, List<String> troubles) {
    var requests = requests(month);
    // Once unmeasured: how long code takes that has never run says little.
    var unused = read(requests);
    var missedBefore = missed();
    var alone = read(requests);
    var beside = besideOrders(requests, ordersPerSecond);
    for (var report : List.of(alone, beside)) {
      if (report.count(200) != report.requests()) {
        troubles.add("recommendations were answered by " + report.byStatus());
      }
    }
    return new BenchVerdict.Recommended(
        PER_SECOND,
        alone.percentileMs(50),
        alone.percentileMs(99),
        ordersPerSecond,
        beside.percentileMs(50),
        beside.percentileMs(99),
        Math.round(missed() - missedBefore));
  }

  private RequestStream requests(Month month) {
    var shop = orders.shop();
    var related =
        month.products().stream()
            .map(product ->
                HttpText.get(
                    shop.address(),
                    "/v1/products/" + ShopClient.segment(product.sku()) + "/related"))
            .map(HttpText::render)
            .toList();
    var buyers = customers(month);
    var own =
        buyers.emails().stream()
            .map(email ->
                buyers.as(email, HttpText.get(shop.address(), "/v1/me/recommendations")).render())
            .toList();
    return number -> anyOf(number % 2 == 0 ? related : own);
  }

  private static Buffer anyOf(List<Buffer> requests) {
    return requests.get(ThreadLocalRandom.current().nextInt(requests.size()));
  }

  /** Customers who have each bought some of the month's baskets once more. */
  private SignedInBuyers customers(Month month) {
    var shop = orders.shop();
    var emails =
        IntStream.range(0, CUSTOMERS).mapToObj(i -> "reader-" + i + "@example.org").toList();
    var buyers = SignedInBuyers.signIn(shop, emails, screen);
    var bought = month.orders().stream().limit((long) CUSTOMERS * ORDERS_EACH).toList();
    var lines = bought.stream().flatMap(order -> order.lines().stream()).toList();
    settle(
        IntStream.range(0, lines.size())
            .mapToObj(i ->
                shop.receipt(
                    lines.get(i).sku(), "reader-" + i, lines.get(i).quantity(), "readers")));
    settle(
        IntStream.range(0, bought.size())
            .mapToObj(i -> {
              var email = emails.get(i % emails.size());
              return buyers.as(
                  email, shop.order("reader-" + i, email, bought.get(i).lines(), "tok_ok"));
            }));
    return buyers;
  }

  private void settle(Stream<HttpText> requests) {
    orders
        .shop()
        .settle(
            CONNECTIONS,
            requests.toList(),
            request -> request,
            (request, outcome) -> {
              if (!outcome.isSuccess()) {
                throw new UnreachableException("a reader was refused: " + outcome.describe());
              }
            });
  }

  private LoadReport read(RequestStream requests) {
    return orders
        .load()
        .openLoop(
            orders.shop().address(), CONNECTIONS, plan.recommendations(), PER_SECOND, requests);
  }

  private LoadReport besideOrders(RequestStream requests, double ordersPerSecond) {
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var coming =
          beside.submit(() ->
              orders.openLoop(
                  plan.recommendations(),
                  ordersPerSecond,
                  orders.orders(OrderLoad.SKUS, "tok_ok")));
      var report = read(requests);
      var unused = Awaiting.result(coming);
      return report;
    }
  }

  private double missed() {
    return new MetersText(system.told("/metrics")).find(MISSED).orElse(0);
  }
}
