package mercat.lab.shop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.LoadGenerator.RequestStream;
import mercat.lab.load.LoadReport;
import mercat.lab.load.RequestTemplate;
import mercat.lab.month.Month;

/** A hundred articles with more stock than can be sold, and measured loads of orders for them. */
public record OrderLoad(ShopClient shop, LoadGenerator load) {
  public static final int SKUS = 100;
  public static final int CONNECTIONS = 256;
  public static final int BUYERS = 100_000;
  private static final String KEY = "bench-";
  private static final String BUYER = "buyer-" + RequestTemplate.slot(1) + "@example.org";
  private static final String COUPON = "BENCH-TEN";
  private static final int COUPON_EVERY = 10;
  private static final long PRICE_MINOR = 1_999;
  private static final long UNITS = 1_000_000;
  private static final long HOT_UNITS = 20 * UNITS;
  private static final AtomicLong ORDERS = new AtomicLong();

  public void openShop() {
    shop.open(
        IntStream.range(0, SKUS)
            .mapToObj(i -> new Month.Product(sku(i), "Article " + i + " of the load", PRICE_MINOR))
            .toList(),
        sku -> sku.equals(sku(0)) ? HOT_UNITS : UNITS,
        "load");
  }

  /** Puts the coupon that some orders have. */
  public void openCoupons() {
    shop.putCoupon(COUPON, 10);
  }

  public static String sku(int number) {
    return "BENCH-" + RequestTemplate.digits(number);
  }

  /** An order of one unit: its key has the number 0, its buyer 1, its article 2. */
  public RequestTemplate order(String key, String paymentToken) {
    return new RequestTemplate(order(key, BUYER, paymentToken, ""));
  }

  private HttpText order(String key, String buyer, String paymentToken, String coupon) {
    return shop.order(
        key + RequestTemplate.slot(0),
        buyer,
        List.of(new Month.Line("BENCH-" + RequestTemplate.slot(2), 1, PRICE_MINOR)),
        paymentToken,
        coupon);
  }

  /** Orders of one unit, by one of many buyers; no two have the same key, in the whole run. */
  public RequestStream orders(int skus, String paymentToken) {
    var template = order(KEY, paymentToken);
    return number -> {
      var random = ThreadLocalRandom.current();
      return template.render(
          ORDERS.getAndIncrement(), random.nextInt(BUYERS), random.nextInt(skus));
    };
  }

  /** The same, of which one in ten has a coupon. */
  public RequestStream ordersWithCoupons(int skus) {
    var plain = order(KEY, "tok_ok");
    var reduced = new RequestTemplate(order(KEY, BUYER, "tok_ok", COUPON));
    return number -> {
      var random = ThreadLocalRandom.current();
      long order = ORDERS.getAndIncrement();
      return (order % COUPON_EVERY == 0 ? reduced : plain)
          .render(order, random.nextInt(BUYERS), random.nextInt(skus));
    };
  }

  /** The same by buyers who have signed in, with the access tokens that they have now. */
  public RequestStream orders(int skus, SignedInBuyers buyers) {
    var templates =
        buyers.emails().stream()
            .map(email -> new RequestTemplate(buyers.as(email, order(KEY, email, "tok_ok", ""))))
            .toList();
    return number -> {
      var random = ThreadLocalRandom.current();
      return templates
          .get(random.nextInt(templates.size()))
          .render(ORDERS.getAndIncrement(), 0, random.nextInt(skus));
    };
  }

  /** As many requests as all connections together can be answered. */
  public LoadReport closedLoop(Duration length, RequestStream requests) {
    return load.closedLoop(shop.address(), CONNECTIONS, length, requests);
  }

  public LoadReport openLoop(Duration length, double perSecond, RequestStream requests) {
    return load.openLoop(shop.address(), CONNECTIONS, length, perSecond, requests);
  }
}
