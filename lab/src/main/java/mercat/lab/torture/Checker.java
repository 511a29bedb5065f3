package mercat.lab.torture;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mercat.lab.torture.FinalState.Charge;
import mercat.lab.torture.FinalState.Order;
import mercat.lab.torture.History.Op;
import mercat.lab.torture.History.Op.Kind;
import mercat.lab.torture.History.Op.Outcome;
import org.jspecify.annotations.Nullable;

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
    this.byKey =
        history.stream()
            .sorted(Comparator.comparingLong(Op::completeNs))
            .collect(groupingBy(Op::key, LinkedHashMap::new, Collectors.toList()));
    this.state = state;
  }

  /** What must not have happened. */
  @EnumNaming(EnumNamingStrategies.LowerCamelCaseStrategy.class)
  public enum Wrong {
    /** An order that a client was told of is not there, or is another. */
    LOST,
    OVERSOLD,
    /** More than one live charge for an order, or one for no confirmed order. */
    DOUBLE_CHARGED,
    LEDGER_OFF,
    /** An order has no fate though all is at rest. */
    UNRESOLVED,
    /**
     * Answers contradict one another, an order or a payment went back to where it had been before,
     * nobody asked for it, or a buyer was refused for no reason that there is.
     */
    CHANGED;

    @SuppressWarnings("AnnotateFormatMethod") // each sentence stands in this file
    private Optional<Violation> found(String what, Object... figures) {
      return Optional.of(new Violation(this, what.formatted(figures)));
    }
  }

  record Violation(Wrong kind, String what) {
    @Override
    public String toString() {
      return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + what;
    }
  }

  static List<Violation> check(List<Op> history, FinalState state) {
    var checker = new Checker(history, state);
    checker.checkKeys();
    checker.checkStock();
    checker.checkCharges();
    if (state.ledgerOff() > 0) {
      var wrong = "%d entries or balances of the ledger are wrong";
      checker.note(Wrong.LEDGER_OFF, wrong, state.ledgerOff());
    }
    if (state.openPayments() > 0) {
      checker.note(Wrong.UNRESOLVED, "%d payments have come to no end", state.openPayments());
    }
    return checker.violations;
  }

  private void note(Wrong wrong, String what, Object... figures) {
    wrong.found(what, figures).ifPresent(violations::add);
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
        note(Wrong.CHANGED, "nobody asked for order %s, key %s", found.getFirst().id(), key);
      }
    });
    state.orders().stream()
        .filter(order -> order.state().equals("pending"))
        .forEach(order -> note(Wrong.UNRESOLVED, "order %s is still pending", order.id()));
  }

  private void checkAnswers(String key, List<Op> ops) {
    var identities =
        ops.stream()
            .filter(op -> op.outcome() == Outcome.OK && !op.told().order().isEmpty())
            .map(op -> op.told().identity())
            .distinct()
            .limit(2)
            .toList();
    if (identities.size() > 1) {
      var last = identities.getLast();
      note(Wrong.CHANGED, "key %s: first %s, then %s", key, identities.getFirst(), last);
    }
  }

  /** What was seen once stays so, or goes forward, for whoever asks later. */
  private void checkForward(String key, List<Op> ops) {
    var known = ops.stream().filter(op -> op.outcome() != Outcome.INFO).toList();
    known.stream()
        .flatMap(earlier ->
            known.stream()
                .filter(earlier::isBefore)
                .flatMap(later -> contradiction(key, earlier, later).stream()))
        .findFirst()
        .ifPresent(violations::add);
  }

  private static Optional<Violation> contradiction(String key, Op earlier, Op later) {
    var before = earlier.state();
    var after = later.state();
    if (!ToldOrder.mayFollow(before, after)) {
      return Wrong.CHANGED.found("key %s: the order was %s, then %s", key, before, after);
    }
    if (before.equals("rejected") && !earlier.told().code().equals(later.told().code())) {
      return Wrong.CHANGED.found(
          "key %s: refused as %s, then as %s", key, earlier.told().code(), later.told().code());
    }
    var payment = later.told().payment();
    if (after.equals(before)
        && !before.equals("rejected")
        && !earlier.told().mayPaymentBecome(payment)) {
      return Wrong.CHANGED.found(
          "key %s: its payment was %s, then %s", key, earlier.told().payment(), payment);
    }
    return Optional.empty();
  }

  /** What clients were told is what is there. */
  private void checkEnd(String key, List<Op> ops, List<Order> found) {
    if (found.size() > 1) {
      note(Wrong.CHANGED, "key %s has %d orders", key, found.size());
      return;
    }
    var order = found.isEmpty() ? null : found.getFirst();
    ops.stream()
        .filter(op -> op.op() == Kind.PLACE && op.outcome() != Outcome.INFO)
        .flatMap(op -> contradiction(key, op, order).stream())
        .findFirst()
        .ifPresent(violations::add);
  }

  private static Optional<Violation> contradiction(String key, Op op, @Nullable Order order) {
    var told = op.told();
    if (op.outcome() == Outcome.FAIL && !REASONS.contains(told.code())) {
      return Wrong.CHANGED.found("key %s: refused as %d %s", key, told.status(), told.code());
    }
    if (order == null) {
      return op.outcome() != Outcome.OK
          ? Optional.empty()
          : Wrong.LOST.found(
              "key %s was answered with order %s, which is not there", key, told.order());
    }
    if (op.outcome() == Outcome.OK && !told.substance().equals(order.substance())) {
      return Wrong.LOST.found(
          "key %s was answered with %s, there is %s", key, told.substance(), order.substance());
    }
    if (told.isConfirmed() && !order.confirmed()) {
      return Wrong.LOST.found(
          "order %s was %s for its buyer, and is %s", order.id(), told.state(), order.state());
    }
    if (!ToldOrder.mayFollow(op.state(), order.state())) {
      return Wrong.CHANGED.found(
          "key %s: the order was %s, and is %s in the end", key, op.state(), order.state());
    }
    return Optional.empty();
  }

  /** Sold by the orders, sold by the answers: neither is more than there was. */
  private void checkStock() {
    var sold =
        state.orders().stream()
            .filter(Order::confirmed)
            .collect(groupingBy(Order::sku, summingLong(Order::units)));
    var told = new HashMap<String, Long>();
    for (var ops : byKey.values()) {
      ops.stream()
          .filter(op -> op.outcome() == Outcome.OK && op.told().isConfirmed())
          .findFirst()
          .ifPresent(op -> told.merge(op.sku(), 1L, Long::sum));
    }
    for (var shelf : state.shelves()) {
      var sku = shelf.sku();
      long received = shelf.received();
      long units = sold.getOrDefault(sku, 0L);
      long answered = told.getOrDefault(sku, 0L);
      var sale = "%s: received %d, sold %d".formatted(sku, received, units);
      if (units > received || answered > received) {
        note(Wrong.OVERSOLD, "%s, promised to buyers %d", sale, answered);
      } else if (shelf.onHand() != received - units || shelf.reserved() != 0) {
        var rest = shelf.onHand();
        note(Wrong.OVERSOLD, "%s, but on hand %d, reserved %d", sale, rest, shelf.reserved());
      }
    }
  }

  private void checkCharges() {
    var orders =
        state.orders().stream().collect(toMap(Order::id, order -> order, (first, last) -> last));
    state.charges().stream()
        .filter(Charge::isLive)
        .collect(groupingBy(Charge::order))
        .forEach((id, live) -> checkCharge(id, live, orders.get(id)));
  }

  private void checkCharge(String id, List<Charge> live, @Nullable Order order) {
    var charge = live.getFirst();
    if (live.size() > 1) {
      note(Wrong.DOUBLE_CHARGED, "order %s has %d live charges", id, live.size());
    } else if (order == null || !order.confirmed()) {
      var what = "charge %s of %d is live, its order %s is %s";
      var is = order == null ? "not there" : order.state();
      note(Wrong.DOUBLE_CHARGED, what, charge.key(), charge.amount(), id, is);
    } else if (charge.amount() != order.total()) {
      var what = "order %s over %d was charged %d";
      note(Wrong.DOUBLE_CHARGED, what, id, order.total(), charge.amount());
    }
  }
}
