package mercat.lab.overload;

import io.vertx.core.buffer.Buffer;
import mercat.lab.bench.BenchShop;
import mercat.lab.load.Answer;
import mercat.lab.load.RequestTemplate;
import mercat.lab.load.Shots;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.Shop;

/**
 * Buyers who each ask once, for one unit, under a key of their own. What they are told is written
 * down; who is told to come later must be told when.
 */
final class Rush implements Shots {
  private static final String KEY = "rush-";
  private static final int CREATED = 201;
  private static final int UNAVAILABLE = 503;

  private final RequestTemplate template;
  private final long first;
  private final AckFile acks;
  private long withoutRetryAfter;

  /**
   * A rush of buyers.
   *
   * @param first the number of the first one; no two of a run may have the same
   */
  Rush(BenchShop bench, long first, AckFile acks) {
    this.template = bench.order(KEY + "{0}", "tok_ok");
    this.first = first;
    this.acks = acks;
  }

  @Override
  public Buffer shot(long number) {
    var buyer = first + number;
    return template.render(buyer, buyer % BenchShop.BUYERS, buyer % BenchShop.SKUS);
  }

  @Override
  public boolean keepsBody(long number) {
    return true;
  }

  @Override
  public void seen(long number, Answer answer, long answeredNanos) {
    if (answer.status() == CREATED) {
      acks.write(KEY + RequestTemplate.digits(first + number), Shop.placed(answer.bodyText()));
    } else if (answer.status() == UNAVAILABLE && answer.header("Retry-After").isEmpty()) {
      withoutRetryAfter++;
    }
  }

  /** Refusals that did not say when to come again. */
  long withoutRetryAfter() {
    return withoutRetryAfter;
  }
}
