package mercat.payments.sandbox;

import java.util.List;
import java.util.function.Supplier;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.SureHandler;
import org.jspecify.annotations.Nullable;

/** Takes or drops what the sandbox provider holds. */
final class MoveCharges implements SureHandler<ChargeStore.Move, ChargeStore.Moved> {
  private final ChargeStore store;

  MoveCharges(ChargeStore store) {
    this.store = store;
  }

  /** Captures of what is held: what all goes well with. */
  @Override
  public @Nullable Supplier<List<ChargeStore.Moved>> handleSurely(
      Tx tx, List<ChargeStore.Move> batch) {
    if (!batch.stream().allMatch(move -> move.target().equals("captured"))) {
      return null;
    }
    store.moveAll(tx, batch, "captured");
    return () -> batch.stream().map(move -> new ChargeStore.Moved(true)).toList();
  }

  @Override
  public List<ChargeStore.Moved> handle(Tx tx, List<ChargeStore.Move> batch) {
    return store.move(tx, batch);
  }
}
