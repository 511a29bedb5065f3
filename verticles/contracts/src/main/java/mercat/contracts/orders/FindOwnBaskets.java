package mercat.contracts.orders;

import mercat.contracts.Request;

/**
 * Asks orders what the customer who asks bought of late, claimed orders included: the baskets of
 * those of their newest orders that stand, newest first.
 *
 * @param limit the most baskets to tell, 1 to {@value #LIMIT_MAX}
 */
public record FindOwnBaskets(int limit) implements Request<FindBaskets.Found> {
  /** The most baskets to ask for. */
  public static final int LIMIT_MAX = 50;

  public FindOwnBaskets {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("limit must be 1 to " + LIMIT_MAX);
    }
  }
}
