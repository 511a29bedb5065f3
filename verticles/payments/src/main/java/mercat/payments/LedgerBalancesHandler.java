package mercat.payments;

import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.LedgerBalances.Balances;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Tells what each account of the ledger holds. For staff of finance. */
final class LedgerBalancesHandler implements RequestHandler<LedgerBalances, Balances> {
  private final LedgerStore ledger;

  LedgerBalancesHandler(LedgerStore ledger) {
    this.ledger = ledger;
  }

  @Override
  public Balances handle(LedgerBalances request, Call call) {
    call.actor().requireRole("finance");
    return new Balances(ledger.balances());
  }
}
