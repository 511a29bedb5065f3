package mercat.lab.torture;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.lab.torture.FinalState.Charge;
import mercat.lab.torture.FinalState.Order;
import mercat.lab.torture.Op.Kind;
import mercat.lab.torture.Op.Outcome;

/**
 * Holds what clients did and were told against what is there in the end.
 *
 * <p>An order is a register that moves forward only, and all of whose values name the same order.
 * For such a register a history is linearizable exactly when no operation contradicts one that was
 * over before it began; so pairs are looked at, and no search is needed. An operation without an
 * outcome contradicts nothing: it may take effect at any moment after its beginning, or never.
 */
final class Checker {
  /** Why a buyer of these articles may be refused. */
  private static final Set<String> REASONS =
      Set.of("out_of_stock", "payment_declined", "payment_unresolved");

  private final Map<String, List<Op>> byKey;
  private final FinalState state;
  private final List<Violation> violations = new ArrayList<>();

  private Checker(List<Op> history, FinalState state) {
    this.byKey = history.stream().collect(groupingBy(Op::key, LinkedHashMap::new, toSorted()));
    this.state = state;
  }

  private static java.util.stream.Collector<Op, ?, List<Op>> toSorted() {
    return java.util.stream.Collectors.collectingAndThen(
        java.util.stream.Collectors.toList(),
        ops -> ops.stream().sorted(Comparator.comparingLong(Op::completeNs)).toList());
  }

  /** Everything that must not have been. */
  static List<Violation> check(List<Op> history, FinalState state) {
    var checker = new Checker(history, state);
    checker.checkKeys();
    checker.checkStock();
    checker.checkCharges();
    checker.checkLedger();
    checker.checkPayments();
    return List.copyOf(checker.violations);
  }

  private void checkKeys() {
    var orders = state.orders().stream().collect(groupingBy(Order::key));
    byKey.forEach((key, ops) -> {
      checkAnswers(key, ops);
      checkForward(key, ops);
      checkEnd(key, ops, orders.getOrDefault(key, List.of()));
    });
    orders.forEach((key, found) -> {
      if (!byKey.containsKey(key)) {
        report(Violation.Kind.UNASKED, "order " + found.getFirst().id() + ", key " + key);
      }
    });
    for (var order : state.orders()) {
      if (order.state().equals("pending")) {
        report(Violation.Kind.UNRESOLVED, "order " + order.id() + " is still pending");
      }
    }
  }

  /** All answers under one key name one order, with one number and one total. */
  private void checkAnswers(String key, List<Op> ops) {
    var first = ops.stream().filter(Checker::namesOrder).findFirst();
    if (first.isEmpty()) {
      return;
    }
    var identity = first.get().told().identity();
    for (var op : ops) {
      if (namesOrder(op) && !op.told().identity().equals(identity)) {
        report(
            Violation.Kind.CHANGED_ANSWER,
            "key %s: first %s, then %s".formatted(key, identity, op.told().identity()));
        return;
      }
    }
  }

  private static boolean namesOrder(Op op) {
    return op.outcome() == Outcome.OK && !op.told().order().isEmpty();
  }

  /** What was seen once stays so, or goes forward, for whoever asks later. */
  private void checkForward(String key, List<Op> ops) {
    for (var i = 0; i < ops.size(); i++) {
      for (var j = i + 1; j < ops.size(); j++) {
        if (ops.get(i).isBefore(ops.get(j)) && contradicts(key, ops.get(i), ops.get(j))) {
          return;
        }
      }
    }
  }

  private boolean contradicts(String key, Op earlier, Op later) {
    if (!earlier.isKnown() || !later.isKnown()) {
      return false;
    }
    var before = stateIn(earlier);
    var after = stateIn(later);
    if (!OrderProgress.mayFollow(before, after)) {
      report(
          Violation.Kind.BACKWARDS,
          "key %s: the order was %s, then %s".formatted(key, before, after));
      return true;
    }
    if (before.equals("rejected") && !earlier.told().code().equals(later.told().code())) {
      report(
          Violation.Kind.CHANGED_ANSWER,
          "key %s: refused as %s, then as %s"
              .formatted(key, earlier.told().code(), later.told().code()));
      return true;
    }
    if (!OrderProgress.mayPaymentFollow(earlier.told().payment(), later.told().payment())
        && after.equals(before)
        && !before.equals("rejected")) {
      report(
          Violation.Kind.BACKWARDS,
          "key %s: its payment was %s, then %s"
              .formatted(key, earlier.told().payment(), later.told().payment()));
      return true;
    }
    return false;
  }

  /** A refusal is the answer of a rejected order. */
  private static String stateIn(Op op) {
    return op.outcome() == Outcome.FAIL ? "rejected" : op.told().state();
  }

  /** What clients were told is what is there. */
  private void checkEnd(String key, List<Op> ops, List<Order> found) {
    if (found.size() > 1) {
      report(Violation.Kind.CHANGED_ANSWER, "key %s has %d orders".formatted(key, found.size()));
      return;
    }
    for (var op : ops) {
      if (op.op() == Kind.READ || !op.isKnown()) {
        continue;
      }
      if (op.outcome() == Outcome.FAIL && !REASONS.contains(op.told().code())) {
        report(
            Violation.Kind.REFUSED,
            "key %s: %d %s".formatted(key, op.told().status(), op.told().code()));
        return;
      }
      if (found.isEmpty()) {
        if (op.outcome() == Outcome.OK) {
          report(
              Violation.Kind.LOST,
              "key %s was answered with order %s, which is not there"
                  .formatted(key, op.told().order()));
          return;
        }
      } else if (disagrees(key, op, found.getFirst())) {
        return;
      }
    }
  }

  private boolean disagrees(String key, Op op, Order order) {
    if (op.outcome() == Outcome.OK && !op.told().substance().equals(order.told().substance())) {
      report(
          Violation.Kind.LOST,
          "key %s was answered with %s, there is %s"
              .formatted(key, op.told().substance(), order.told().substance()));
      return true;
    }
    if (op.told().isConfirmed() && !order.confirmed()) {
      report(
          Violation.Kind.LOST,
          "order %s was %s for its buyer, and is %s"
              .formatted(order.id(), op.told().state(), order.state()));
      return true;
    }
    if (!OrderProgress.mayFollow(stateIn(op), order.state())) {
      report(
          Violation.Kind.BACKWARDS,
          "key %s: the order was %s, and is %s in the end"
              .formatted(key, stateIn(op), order.state()));
      return true;
    }
    return false;
  }

  /** Sold by the orders, sold by the answers: neither is more than there was. */
  private void checkStock() {
    var sold =
        state.orders().stream()
            .filter(Order::confirmed)
            .collect(groupingBy(Order::sku, summingLong(Order::units)));
    var told = new HashMap<String, Long>();
    byKey
        .values()
        .forEach(ops ->
            ops.stream()
                .filter(op -> op.outcome() == Outcome.OK && op.told().isConfirmed())
                .findFirst()
                .ifPresent(op -> told.merge(op.sku(), 1L, Long::sum)));
    for (var shelf : state.shelves()) {
      long units = sold.getOrDefault(shelf.sku(), 0L);
      long answered = told.getOrDefault(shelf.sku(), 0L);
      if (units > shelf.received() || answered > shelf.received()) {
        report(
            Violation.Kind.OVERSOLD,
            "%s: received %d, sold %d, promised to buyers %d"
                .formatted(shelf.sku(), shelf.received(), units, answered));
      } else if (shelf.onHand() != shelf.received() - units || shelf.reserved() != 0) {
        report(
            Violation.Kind.OVERSOLD,
            "%s: received %d, sold %d, but on hand %d, reserved %d"
                .formatted(shelf.sku(), shelf.received(), units, shelf.onHand(), shelf.reserved()));
      }
    }
  }

  private void checkCharges() {
    var orders = new HashMap<String, Order>();
    state.orders().forEach(order -> orders.put(order.id(), order));
    state.charges().stream()
        .filter(Charge::isLive)
        .collect(groupingBy(Charge::order))
        .forEach((id, live) -> checkCharge(id, live, orders.get(id)));
  }

  private void checkCharge(
      String id, List<Charge> live, @org.jspecify.annotations.Nullable Order order) {
    if (live.size() > 1) {
      report(
          Violation.Kind.DOUBLE_CHARGED, "order %s has %d live charges".formatted(id, live.size()));
    } else if (order == null || !order.confirmed()) {
      report(
          Violation.Kind.DOUBLE_CHARGED,
          "charge %s of %d is live, its order %s is %s"
              .formatted(
                  live.getFirst().key(),
                  live.getFirst().amount(),
                  id,
                  order == null ? "not there" : order.state()));
    } else if (live.getFirst().amount() != order.total()) {
      report(
          Violation.Kind.DOUBLE_CHARGED,
          "order %s over %d was charged %d".formatted(id, order.total(), live.getFirst().amount()));
    }
  }

  private void checkLedger() {
    if (state.ledgerOff() > 0) {
      report(
          Violation.Kind.LEDGER_OFF,
          state.ledgerOff() + " entries or balances of the ledger are wrong");
    }
  }

  private void checkPayments() {
    if (state.openPayments() > 0) {
      report(Violation.Kind.UNRESOLVED, state.openPayments() + " payments have come to no end");
    }
  }

  private void report(Violation.Kind kind, String what) {
    violations.add(new Violation(kind, what));
  }
}
