package mercat.lab.fuzz;

import java.util.concurrent.atomic.AtomicReferenceArray;
import mercat.lab.shop.PlacedOrder;

/** The orders that were answered last, so that others may be asked about them. */
final class Learned {
  private static final int KEPT = 64;
  private static final PlacedOrder NOBODYS =
      new PlacedOrder("01890a5d-ac96-774b-bcce-b302099a8057", "", "", 0, "", "nobody's");

  private final AtomicReferenceArray<PlacedOrder> orders = new AtomicReferenceArray<>(KEPT);

  void keep(long number, PlacedOrder order) {
    orders.set((int) (number % KEPT), order);
  }

  /** One of them; of nobody's, sometimes or when there is none. */
  PlacedOrder any(Dice dice) {
    var found = orders.get(dice.below(KEPT));
    boolean wantsNobodys = dice.chance(10);
    return found == null || wantsNobodys ? NOBODYS : found;
  }
}
