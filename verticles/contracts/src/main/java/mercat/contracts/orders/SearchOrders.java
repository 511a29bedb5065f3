package mercat.contracts.orders;

import mercat.contracts.OrderId;
import mercat.contracts.Page;
import mercat.contracts.Request;
import mercat.contracts.Text;
import org.jspecify.annotations.Nullable;

/**
 * Asks orders, on behalf of staff, for the orders that are all of this, newest first.
 *
 * @param status null for any
 * @param number as it is spoken, null for any
 * @param email of the buyer, however it was written; null for any
 * @param before the last id of the page before, null for the first page
 * @param limit 1 to {@link Page#LIMIT_MAX}
 */
public record SearchOrders(
    @Nullable OrderStatus status,
    @Nullable String number,
    @Nullable String email,
    @Nullable OrderId before,
    int limit)
    implements Request<ListOrders.Found> {
  public SearchOrders {
    if (number != null && !number.matches("M[0-9]{1,18}")) {
      throw new IllegalArgumentException("number must be M and up to 18 digits");
    }
    Text.require("email", email == null ? "" : email, 254);
    Page.requireLimit(limit);
  }
}
