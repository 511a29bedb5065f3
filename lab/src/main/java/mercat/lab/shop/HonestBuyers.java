package mercat.lab.shop;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Supplier;
import mercat.lab.load.LoadGenerator.RequestStream;
import mercat.lab.load.LoadReport;
import mercat.lab.load.RawResponse;
import mercat.lab.load.RequestTemplate;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;

/**
 * Buyers who each ask once, for one unit, under a key of their own. What they are told of an order
 * is written down, be it confirmed (201) or only accepted (202).
 */
public final class HonestBuyers implements RequestStream {
  private static final String KEY = "honest-";

  private final OrderLoad orders;
  private final AckWriter acks;
  private final Screen screen;
  private final RequestTemplate template;

  /** How many came in earlier loads. */
  private long before;

  private long withoutRetryAfter;

  HonestBuyers(OrderLoad orders, AckWriter acks, Screen screen) {
    this.orders = orders;
    this.acks = acks;
    this.screen = screen;
    this.template = orders.order(KEY, "tok_ok");
  }

  /** Lets so many come each second, whether or not others were served. */
  public LoadReport come(String when, double perSecond, Duration length) {
    var what = "%s orders/s offered, %s".formatted(Numbers.decimal(perSecond), when);
    return load(what, length, () -> orders.openLoop(length, perSecond, this));
  }

  public LoadReport comeAsServed(String when, Duration length) {
    return load(
        "as many orders as are taken, " + when, length, () -> orders.closedLoop(length, this));
  }

  private LoadReport load(String what, Duration length, Supplier<LoadReport> load) {
    var startNanos = System.nanoTime();
    withoutRetryAfter = 0;
    var report =
        Progress.during(
            screen,
            () ->
                "%s … %.0f s of %d"
                    .formatted(what, Numbers.secondsSince(startNanos), length.toSeconds()),
            load);
    before += report.requests();
    return report;
  }

  /** Of the last load, those who were refused by a 503 that did not say when to come again. */
  public long withoutRetryAfter() {
    return withoutRetryAfter;
  }

  @Override
  public Buffer request(long number) {
    var buyer = before + number;
    return template.render(buyer, buyer % OrderLoad.BUYERS, buyer % OrderLoad.SKUS);
  }

  @Override
  public boolean keepsBody(long number) {
    return true;
  }

  @Override
  public void seen(long number, RawResponse response, long respondedNanos) {
    switch (response.status()) {
      case 201, 202 ->
          acks.write(
              KEY + RequestTemplate.digits(before + number), ShopClient.placed(response.json()));
      case 503 -> withoutRetryAfter += response.header("Retry-After").isEmpty() ? 1 : 0;
      default -> {}
    }
  }
}
