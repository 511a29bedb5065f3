package mercat.verify;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Examines every invariant. */
public final class Verify {
  private static final List<Invariant> INVARIANTS =
      List.of(
          new Invariant(
              "I1",
              "every acknowledged order exists, with the same total",
              TradeInvariants::acknowledgedOrdersExist),
          new Invariant(
              "I2",
              "received - sold = on hand, reserved = held by orders, for each SKU",
              TradeInvariants::stockAddsUp),
          new Invariant(
              "I3",
              "one live charge per order; captured = the total of every order ever confirmed",
              MoneyInvariants::chargedOnce),
          new Invariant(
              "I4",
              "every ledger entry sums to zero, every balance is the sum of its postings",
              MoneyInvariants::ledgerAddsUp),
          new Invariant(
              "I5", "order, reservation and payment agree", TradeInvariants::partiesAgree),
          new Invariant("I6", "one order per buyer and key", TradeInvariants::oneOrderPerKey),
          new Invariant(
              "I7",
              "no coupon is used more often than allowed, each use by an order that stands",
              CouponInvariants::usedAsAllowed),
          new Invariant(
              "I8", "followers have caught up, nothing is parked", LogInvariants::followersKeepUp),
          new Invariant(
              "I9",
              "every log has each position once, in order, and tells of every change",
              LogInvariants::logsAreWhole),
          new Invariant(
              "I10",
              "every row of a log is as it was written, where it was written",
              ChainInvariant::isIntact),
          new Invariant(
              "I11", "no process is older than its limit", TradeInvariants::nothingIsStuck),
          new Invariant(
              "I12",
              "one mail is wanted for each account and each confirmed order",
              MailInvariants::oneMailEach));

  /** Those that hold at every moment, whatever is under way. */
  private static final Set<String> ALWAYS = Set.of("I2", "I4", "I6");

  private static final List<String> NEEDED =
      List.of(
          "orders.orders",
          "inventory.stock",
          "inventory.reservation",
          "payments.payment",
          "payments.posting",
          "promotions.redemption");

  private Verify() {}

  record Invariant(String id, String promise, Consumer<Examination> examination) {}

  /** Examines one snapshot; what clients were told may be empty. */
  public static Findings run(DatabaseAccess database, List<Ack> acks) {
    return run(database, acks::forEach);
  }

  /** The same of any number of acknowledgements. */
  public static Findings run(DatabaseAccess database, Acks acks) {
    return examine(INVARIANTS, database, acks);
  }

  /** Examines what must hold even in the middle of everything. */
  public static Findings now(DatabaseAccess database) {
    var always = INVARIANTS.stream().filter(each -> ALWAYS.contains(each.id())).toList();
    return examine(always, database, none -> {});
  }

  private static Findings examine(List<Invariant> invariants, DatabaseAccess database, Acks acks) {
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
