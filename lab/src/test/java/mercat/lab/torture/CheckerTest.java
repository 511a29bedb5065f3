package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.torture.FinalState.Charge;
import mercat.lab.torture.FinalState.Order;
import mercat.lab.torture.FinalState.Shelf;
import mercat.lab.torture.Op.Kind;
import mercat.lab.torture.Op.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories that are right, and histories each with one wrong in it. */
class CheckerTest {
  private static final long TOTAL = 1_999;

  private final List<Op> history = new ArrayList<>();
  private final List<Order> orders = new ArrayList<>();
  private final List<Charge> charges = new ArrayList<>();
  private long received = 100;
  private long onHand = 100;
  private long ledgerOff;
  private long openPayments;
  private long clock;

  @Test
  void findsNothingWhereAllIsRight() {
    place("a", "o1", "pending");
    place("a", "o1", "confirmed");
    exists("o1", "a", "confirmed");
    refuse("b", 409, "out_of_stock");
    refuse("c", 402, "payment_declined");
    exists("o3", "c", "rejected");
    assertThat(check()).isEmpty();
  }

  @Test
  void namesAnOrderThatWasAcknowledgedAndIsNotThere() {
    place("a", "o1", "confirmed");
    assertThat(check())
        .containsExactly(
            new Violation(
                Violation.Kind.LOST, "key a was answered with order o1, which is not there"));
  }

  @Test
  void namesAnOrderThatWasConfirmedForItsBuyerAndIsRejected() {
    place("a", "o1", "confirmed");
    exists("o1", "a", "rejected");
    assertThat(check())
        .containsExactly(
            new Violation(
                Violation.Kind.LOST, "order o1 was confirmed for its buyer, and is rejected"));
  }

  @Test
  void namesAnOrderOfAnotherTotal() {
    place("a", "o1", "confirmed");
    orders.add(new Order("o1", "a", "confirmed", "", true, 1, "GBP", "S", 1));
    onHand--;
    assertThat(kinds()).containsExactly(Violation.Kind.LOST);
  }

  @Test
  void namesAnOversellByTheOrders() {
    received = 1;
    onHand = 1;
    for (var name : List.of("a", "b")) {
      place(name, "o" + name, "confirmed");
      exists("o" + name, name, "confirmed");
    }
    assertThat(check())
        .containsExactly(
            new Violation(Violation.Kind.OVERSOLD, "S: received 1, sold 2, promised to buyers 2"));
  }

  @Test
  void namesAShelfThatDoesNotAddUp() {
    place("a", "o1", "confirmed");
    exists("o1", "a", "confirmed");
    onHand++;
    assertThat(check())
        .containsExactly(
            new Violation(
                Violation.Kind.OVERSOLD, "S: received 100, sold 1, but on hand 100, reserved 0"));
  }

  @Test
  void namesADoubleCharge() {
    place("a", "o1", "confirmed");
    exists("o1", "a", "confirmed");
    charges.add(new Charge("c2", "o1", "authorized", TOTAL));
    assertThat(check())
        .containsExactly(
            new Violation(Violation.Kind.DOUBLE_CHARGED, "order o1 has 2 live charges"));
  }

  @Test
  void namesAChargeOfAnOrderThatWasNeverConfirmed() {
    refuse("a", 402, "payment_declined");
    exists("o1", "a", "rejected");
    charges.add(new Charge("c1", "o1", "captured", TOTAL));
    charges.add(new Charge("c2", "o9", "captured", TOTAL));
    assertThat(check())
        .extracting(Violation::what)
        .containsExactlyInAnyOrder(
            "charge c1 of 1999 is live, its order o1 is rejected",
            "charge c2 of 1999 is live, its order o9 is not there");
  }

  @Test
  void passesOverAChargeThatWasGivenUp() {
    place("a", "o1", "confirmed");
    exists("o1", "a", "confirmed");
    charges.add(new Charge("c2", "o1", "voided", TOTAL));
    assertThat(check()).isEmpty();
  }

  @Test
  void namesAnAnswerThatChangedUnderOneKey() {
    place("a", "o1", "confirmed");
    place("a", "o2", "confirmed");
    exists("o1", "a", "confirmed");
    assertThat(kinds()).containsExactly(Violation.Kind.CHANGED_ANSWER, Violation.Kind.LOST);
  }

  @Test
  void namesTwoOrdersOfOneKey() {
    place("a", "o1", "confirmed");
    exists("o1", "a", "confirmed");
    exists("o2", "a", "confirmed");
    assertThat(check())
        .containsExactly(new Violation(Violation.Kind.CHANGED_ANSWER, "key a has 2 orders"));
  }

  @Test
  void namesARefusalThatChangedItsReason() {
    refuse("a", 402, "payment_declined");
    refuse("a", 409, "out_of_stock");
    exists("o1", "a", "rejected");
    assertThat(check())
        .containsExactly(
            new Violation(
                Violation.Kind.CHANGED_ANSWER,
                "key a: refused as payment_declined, then as out_of_stock"));
  }

  @Test
  void namesAnOrderThatNobodyAskedFor() {
    exists("o7", "z", "confirmed");
    assertThat(check()).containsExactly(new Violation(Violation.Kind.UNASKED, "order o7, key z"));
  }

  @Test
  void namesAStatusThatWentBackwards() {
    place("a", "o1", "confirmed");
    place("a", "o1", "pending");
    exists("o1", "a", "confirmed");
    assertThat(check())
        .containsExactly(
            new Violation(
                Violation.Kind.BACKWARDS, "key a: the order was confirmed, then pending"));
  }

  @Test
  void namesAPaymentThatWentBackwards() {
    told(Kind.READ, "a", Outcome.OK, paid("o1", "captured"));
    told(Kind.READ, "a", Outcome.OK, paid("o1", "authorized"));
    exists("o1", "a", "confirmed");
    assertThat(check())
        .containsExactly(
            new Violation(
                Violation.Kind.BACKWARDS, "key a: its payment was captured, then authorized"));
  }

  @Test
  void namesARefusalAfterAConfirmation() {
    place("a", "o1", "confirmed");
    refuse("a", 402, "payment_declined");
    exists("o1", "a", "confirmed");
    assertThat(kinds()).containsExactly(Violation.Kind.BACKWARDS, Violation.Kind.BACKWARDS);
  }

  @Test
  void namesARefusalWithoutAReason() {
    refuse("a", 422, "unknown_sku");
    assertThat(check())
        .containsExactly(new Violation(Violation.Kind.REFUSED, "key a: 422 unknown_sku"));
  }

  @Test
  void namesAnOrderThatItsBuyerCannotReadAnyMore() {
    place("a", "o1", "confirmed");
    told(Kind.READ, "a", Outcome.FAIL, new ToldOrder(404, "not_found", "", "", "", "", 0, ""));
    exists("o1", "a", "confirmed");
    assertThat(kinds()).containsExactly(Violation.Kind.BACKWARDS);
  }

  @Test
  void believesEitherOrderOfAnswersThatCrossed() {
    history.add(op(Kind.PLACE, "a", 1, 10, Outcome.OK, order("o1", "confirmed")));
    history.add(op(Kind.PLACE, "a", 2, 11, Outcome.OK, order("o1", "pending")));
    exists("o1", "a", "confirmed");
    assertThat(check()).isEmpty();
  }

  @Test
  void leavesWhatNobodyKnowsOpenToTheEnd() {
    told(Kind.PLACE, "a", Outcome.INFO, ToldOrder.NOTHING);
    told(Kind.PLACE, "b", Outcome.INFO, ToldOrder.NOTHING);
    exists("o2", "b", "confirmed");
    assertThat(check()).isEmpty();
  }

  @Test
  void namesAnOrderWithoutAFateAndBooksThatDoNotBalance() {
    place("a", "o1", "pending");
    exists("o1", "a", "pending");
    ledgerOff = 2;
    openPayments = 1;
    assertThat(kinds())
        .containsExactly(
            Violation.Kind.UNRESOLVED, Violation.Kind.LEDGER_OFF, Violation.Kind.UNRESOLVED);
  }

  @Test
  void readsBackWhatItWrote(@TempDir Path folder) {
    place("a", "o1", "confirmed");
    refuse("b", 409, "out_of_stock");
    told(Kind.READ, "a", Outcome.INFO, ToldOrder.NOTHING);
    var file = folder.resolve("history.jsonl");
    try (var writing = History.create(file)) {
      history.forEach(writing::write);
    }
    assertThat(History.read(file)).isEqualTo(history);
    assertThat(file).content().contains("\"type\":\"ok\"", "\"op\":\"read\"", "\"invoke\":1,");
  }

  private List<Violation> check() {
    return Checker.check(
        history,
        new FinalState(
            orders,
            List.of(new Shelf("S", received, onHand, 0)),
            charges,
            ledgerOff,
            openPayments));
  }

  private List<Violation.Kind> kinds() {
    return check().stream().map(Violation::kind).toList();
  }

  private void place(String key, String order, String state) {
    told(Kind.PLACE, key, Outcome.OK, order(order, state));
  }

  private void refuse(String key, int status, String code) {
    told(Kind.PLACE, key, Outcome.FAIL, new ToldOrder(status, code, "", "", "", "", 0, ""));
  }

  private void told(Kind kind, String key, Outcome outcome, ToldOrder told) {
    clock += 2;
    history.add(op(kind, key, clock - 1, clock, outcome, told));
  }

  private static Op op(Kind kind, String key, long from, long to, Outcome outcome, ToldOrder told) {
    return new Op(from, kind, key, "S", from, to, outcome, told);
  }

  private static ToldOrder order(String order, String state) {
    return new ToldOrder(201, "", order, "no-" + order, state, "", TOTAL, "GBP");
  }

  private static ToldOrder paid(String order, String payment) {
    return new ToldOrder(200, "", order, "no-" + order, "confirmed", payment, TOTAL, "GBP");
  }

  /** An order in the end, with what its state brings about. */
  private void exists(String order, String key, String state) {
    var confirmed = state.equals("confirmed");
    orders.add(new Order(order, key, state, "", confirmed, TOTAL, "GBP", "S", 1));
    if (confirmed) {
      onHand--;
      charges.add(new Charge("c-" + order, order, "captured", TOTAL));
    }
  }
}
