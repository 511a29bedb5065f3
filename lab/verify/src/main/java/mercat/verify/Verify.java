package mercat.verify;

import java.util.List;

/**
 * Examines every invariant of the contexts there are. Coupons (I7) and the audit chain (I10) have
 * no context yet and are not in the list.
 */
public final class Verify {
  private static final List<Invariant> INVARIANTS =
      List.of(
          new AcknowledgedOrdersExist(),
          new StockAddsUp(),
          new ChargedOnce(),
          new LedgerAddsUp(),
          new PartiesAgree(),
          new OneOrderPerKey(),
          new FollowersKeepUp(),
          new LogsAreWhole(),
          new NothingIsStuck());

  /** Those that hold at every moment, whatever is under way. */
  private static final List<Invariant> ALWAYS =
      List.of(new StockAddsUp(), new LedgerAddsUp(), new OneOrderPerKey());

  private static final List<String> NEEDED =
      List.of(
          "orders.orders",
          "inventory.stock",
          "inventory.reservation",
          "payments.payment",
          "payments.posting");

  private Verify() {}

  /** Examines one snapshot; what clients were told may be empty. */
  public static Findings run(DatabaseAccess database, List<Ack> acks) {
    return examine(INVARIANTS, database, acks);
  }

  /** Examines what must hold even in the middle of everything. */
  public static Findings now(DatabaseAccess database) {
    return examine(ALWAYS, database, List.of());
  }

  private static Findings examine(
      List<Invariant> invariants, DatabaseAccess database, List<Ack> acks) {
    try (var snapshot = ReadSession.snapshotOf(database)) {
      for (var table : NEEDED) {
        if (!snapshot.has(table)) {
          throw new UnreachableException(
              "no Mercat lives in this database: there is no table " + table);
        }
      }
      return new Findings(
          invariants.stream().map(invariant -> Examination.of(invariant, snapshot, acks)).toList());
    }
  }
}
