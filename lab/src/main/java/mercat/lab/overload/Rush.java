package mercat.lab.overload;

import io.vertx.core.buffer.Buffer;
import mercat.lab.load.RawResponse;
import mercat.lab.load.RequestStream;
import mercat.lab.load.RequestTemplate;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;

/**
 * Buyers who each ask once, for one unit, under a key of their own. What they are told is written
 * down; who is told to come later must be told when.
 */
public final class Rush implements RequestStream {
  private static final String KEY = "rush-";
  private static final int CREATED = 201;
  private static final int UNAVAILABLE = 503;

  private final RequestTemplate template;
  private final long first;
  private final AckWriter acks;
  private long withoutRetryAfter;

  /**
   * A rush of buyers.
   *
   * @param first the number of the first one; no two of a run may have the same
   */
  public Rush(OrderLoad orders, long first, AckWriter acks) {
    this.template = orders.order(KEY + "{0}", "tok_ok");
    this.first = first;
    this.acks = acks;
  }

  @Override
  public Buffer request(long number) {
    var buyer = first + number;
    return template.render(buyer, buyer % OrderLoad.BUYERS, buyer % OrderLoad.SKUS);
  }

  @Override
  public boolean keepsBody(long number) {
    return true;
  }

  @Override
  public void seen(long number, RawResponse response, long respondedNanos) {
    if (response.status() == CREATED) {
      acks.write(
          KEY + RequestTemplate.digits(first + number), ShopClient.placed(response.bodyText()));
    } else if (response.status() == UNAVAILABLE && response.header("Retry-After").isEmpty()) {
      withoutRetryAfter++;
    }
  }

  long withoutRetryAfter() {
    return withoutRetryAfter;
  }
}
