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
public record LedgerEntry(UUID sourceId, EntryKind kind, List<LedgerPosting> postings) {
  private static final String SALES = "sales";

  public enum EntryKind {
    CAPTURE,
    REFUND
  }

  /**
   * One side of an entry.
   *
   * @param amount positive into the account, negative out of it
   */
  public record LedgerPosting(String account, Money amount) {}

  public LedgerEntry {
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
  public static LedgerEntry capture(UUID orderId, String provider, Money amount) {
    return new LedgerEntry(
        orderId,
        EntryKind.CAPTURE,
        List.of(new LedgerPosting(provider, amount), new LedgerPosting(SALES, amount.times(-1))));
  }

  /** Money went back to a buyer. */
  public static LedgerEntry refund(UUID refundId, String provider, Money amount) {
    return new LedgerEntry(
        refundId,
        EntryKind.REFUND,
        List.of(new LedgerPosting(provider, amount.times(-1)), new LedgerPosting(SALES, amount)));
  }
}
