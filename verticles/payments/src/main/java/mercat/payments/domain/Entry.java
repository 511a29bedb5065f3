package mercat.payments.domain;

import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import mercat.contracts.Money;

/**
 * An entry of the ledger: postings that sum to zero in every currency.
 *
 * @param sourceId the order of a capture, the refund of a refund
 */
public record Entry(UUID sourceId, String kind, List<Posting> postings) {
  private static final String SALES = "sales";

  public Entry {
    postings = List.copyOf(postings);
    var sums = new HashMap<String, Long>();
    for (var posting : postings) {
      sums.merge(posting.amount().currency(), posting.amount().amount(), Math::addExact);
    }
    if (!sums.values().stream().allMatch(sum -> sum == 0)) {
      throw new IllegalStateException(
          "the entry of " + kind + " " + sourceId + " does not sum to zero: " + sums);
    }
  }

  /** Money came from a buyer: the provider owes it to the shop. */
  public static Entry capture(UUID orderId, String provider, Money amount) {
    return new Entry(
        orderId,
        "capture",
        List.of(new Posting(provider, amount), new Posting(SALES, amount.times(-1))));
  }

  /** Money went back to a buyer. */
  public static Entry refund(UUID refundId, String provider, Money amount) {
    return new Entry(
        refundId,
        "refund",
        List.of(new Posting(provider, amount.times(-1)), new Posting(SALES, amount)));
  }
}
