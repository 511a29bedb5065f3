package mercat.contracts.payments;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Money;
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
  public record Balance(String account, Money balance) {}
}
