package mercat.payments.sandbox;

import java.util.List;
import java.util.function.Supplier;
import mercat.payments.PaymentProvider.Charge;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.SureHandler;

/** Writes charges into the sandbox provider's record. */
final class RecordCharges implements SureHandler<Charge, ChargeStore.Recorded> {
  private final ChargeStore store;

  RecordCharges(ChargeStore store) {
    this.store = store;
  }

  @Override
  public Supplier<List<ChargeStore.Recorded>> handleSurely(Tx tx, List<Charge> batch) {
    store.recordAll(tx, batch);
    return () -> ChargeStore.asTheirTokensSay(batch);
  }

  @Override
  public List<ChargeStore.Recorded> handle(Tx tx, List<Charge> batch) {
    return store.record(tx, batch);
  }
}
