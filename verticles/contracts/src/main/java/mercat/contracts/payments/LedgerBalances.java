package mercat.contracts.payments;

import java.math.BigInteger;
import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks payments for the balance of every account of the ledger. */
public record LedgerBalances() implements Request<LedgerBalances.Balances> {
  /** Ascending by account; the sum is zero per currency. */
  public record Balances(List<Balance> balances) implements Message {
    public Balances {
      balances = List.copyOf(balances);
    }
  }

  /** What one account holds. */
  public record Balance(String account, LedgerSum balance) {}

  /**
   * A sum over any number of payments, which no 64 bits bound.
   *
   * @param amount whole minor units of the currency
   */
  public record LedgerSum(BigInteger amount, String currency) {}
}
