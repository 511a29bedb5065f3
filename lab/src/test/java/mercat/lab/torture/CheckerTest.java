package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.torture.FinalState.Charge;
import mercat.lab.torture.FinalState.Order;
import mercat.lab.torture.FinalState.Shelf;
import mercat.lab.torture.History.Op;
import mercat.lab.torture.History.Op.Kind;
import mercat.lab.torture.History.Op.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Histories that are right, and histories each with one wrong in it. */
class CheckerTest {
  private static final long TOTAL = 1_999;

  private final List<Op> history = new ArrayList<>();
  private final List<Order> orders = new ArrayList<>();
  private final List<Charge> charges = new ArrayList<>();
  private Shelf shelf = new Shelf("S", 100, 100, 0);
  private long ledgerOff;
  private long openPayments;
  private long clock;

  /**
   * What happened: {@code told KEY ORDER STATE [PAYMENT]}, {@code read} the same for a reader,
   * {@code refused KEY STATUS CODE}, {@code unread} the same for a reader, {@code doubt KEY}; and
   * what is there in the end: {@code is ORDER KEY STATE [TOTAL]}, {@code charge KEY ORDER STATE},
   * {@code shelf RECEIVED MORE}, {@code off ENTRIES PAYMENTS}.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          all is right               | told a o1 pending; told a o1 confirmed; is o1 a confirmed; refused b 409 out_of_stock; refused c 402 payment_declined; is o3 c rejected | ''
          acknowledged, not there    | told a o1 confirmed                                                          | lost: key a was answered with order o1, which is not there
          confirmed, then rejected   | told a o1 confirmed; is o1 a rejected                                        | lost: order o1 was confirmed for its buyer, and is rejected
          another total              | told a o1 confirmed; is o1 a confirmed 1                                     | lost: key a was answered with o1 over 1999 GBP, there is o1 over 1 GBP
          oversold by the orders     | shelf 1 0; told a oa confirmed; is oa a confirmed; told b ob confirmed; is ob b confirmed | oversold: S: received 1, sold 2, promised to buyers 2
          a shelf that is off        | told a o1 confirmed; is o1 a confirmed; shelf 100 1                          | oversold: S: received 100, sold 1, but on hand 100, reserved 0
          charged twice              | told a o1 confirmed; is o1 a confirmed; charge c2 o1 authorized              | double charged: order o1 has 2 live charges
          charged, never confirmed   | refused a 402 payment_declined; is o1 a rejected; charge c1 o1 captured      | double charged: charge c1 of 1999 is live, its order o1 is rejected
          charged for nothing        | charge c2 o9 captured                                                        | double charged: charge c2 of 1999 is live, its order o9 is not there
          a charge given up          | told a o1 confirmed; is o1 a confirmed; charge c2 o1 voided                  | ''
          another order of a key     | told a o1 confirmed; told a o2 confirmed; is o1 a confirmed                  | changed: key a: first o1 no. no-o1 over 1999 GBP, then o2 no. no-o2 over 1999 GBP; lost: key a was answered with o2 over 1999 GBP, there is o1 over 1999 GBP
          two orders of a key        | told a o1 confirmed; is o1 a confirmed; is o2 a confirmed                    | changed: key a has 2 orders
          another reason             | refused a 402 payment_declined; refused a 409 out_of_stock; is o1 a rejected | changed: key a: refused as payment_declined, then as out_of_stock
          nobody asked               | is o7 z confirmed                                                            | changed: nobody asked for order o7, key z
          a status backwards         | told a o1 confirmed; told a o1 pending; is o1 a confirmed                    | changed: key a: the order was confirmed, then pending
          a payment backwards        | read a o1 confirmed captured; read a o1 confirmed authorized; is o1 a confirmed | changed: key a: its payment was captured, then authorized
          confirmed, then refused    | told a o1 confirmed; refused a 402 payment_declined; is o1 a confirmed       | changed: key a: the order was confirmed, then rejected; changed: key a: the order was rejected, and is confirmed in the end
          refused without a reason   | refused a 422 unknown_sku                                                    | changed: key a: refused as 422 unknown_sku
          cannot be read any more    | told a o1 confirmed; unread a 404 not_found; is o1 a confirmed               | changed: key a: the order was confirmed, then rejected
          nobody knows               | doubt a; doubt b; is o2 b confirmed                                          | ''
          no fate, books off         | told a o1 pending; is o1 a pending; off 2 1                                  | unresolved: order o1 is still pending; ledger off: 2 entries or balances of the ledger are wrong; unresolved: 1 payments have come to no end
          """)
  void finds(String what, String story, String violations) {
    for (var sentence : story.split("; ", -1)) {
      happens(sentence.split(" ", -1));
    }
    assertThat(check()).isEqualTo(violations);
  }

  private void happens(String[] words) {
    var last = words[words.length - 1];
    switch (words[0]) {
      case "told" -> told(Kind.PLACE, words[1], Outcome.OK, order(words[2], last, ""));
      case "read" -> told(Kind.READ, words[1], Outcome.OK, order(words[2], words[3], last));
      case "refused" -> told(Kind.PLACE, words[1], Outcome.FAIL, refusal(words[2], last));
      case "unread" -> told(Kind.READ, words[1], Outcome.FAIL, refusal(words[2], last));
      case "doubt" -> told(Kind.PLACE, words[1], Outcome.INFO, ToldOrder.NOTHING);
      case "is" -> exists(words[1], words[2], words[3], words.length > 4 ? 1 : TOTAL);
      case "charge" -> charges.add(new Charge(words[1], words[2], last, TOTAL));
      case "shelf" -> {
        var received = Long.parseLong(words[1]);
        var sold = shelf.received() - shelf.onHand();
        shelf = new Shelf("S", received, received - sold + Long.parseLong(last), 0);
      }
      case "off" -> {
        ledgerOff = Long.parseLong(words[1]);
        openPayments = Long.parseLong(last);
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  @Test
  void believesEitherOrderOfAnswersThatCrossed() {
    history.add(op(Kind.PLACE, "a", 1, 10, Outcome.OK, order("o1", "confirmed", "")));
    history.add(op(Kind.PLACE, "a", 2, 11, Outcome.OK, order("o1", "pending", "")));
    exists("o1", "a", "confirmed", TOTAL);
    assertThat(check()).isEmpty();
  }

  @Test
  void keepsAndWritesDownWhatHappened(@TempDir Path folder) {
    told(Kind.PLACE, "a", Outcome.OK, order("o1", "confirmed", ""));
    told(Kind.READ, "a", Outcome.INFO, ToldOrder.NOTHING);
    var file = folder.resolve("history.jsonl");
    try (var writing = new History(file)) {
      history.forEach(writing::write);
      assertThat(writing.ops()).isEqualTo(history);
    }
    assertThat(file)
        .content()
        .hasLineCount(2)
        .contains("\"type\":\"ok\"", "\"op\":\"read\"", "\"invoke\":1,", "\"order\":\"o1\"");
  }

  private String check() {
    var state = new FinalState(orders, List.of(shelf), charges, ledgerOff, openPayments);
    return String.join("; ", Checker.check(history, state).stream().map(String::valueOf).toList());
  }

  private void told(Kind kind, String key, Outcome outcome, ToldOrder told) {
    clock += 2;
    history.add(op(kind, key, clock - 1, clock, outcome, told));
  }

  private static Op op(Kind kind, String key, long from, long to, Outcome outcome, ToldOrder told) {
    return new Op(from, kind, key, "S", from, to, outcome, told);
  }

  private static ToldOrder order(String order, String state, String payment) {
    return new ToldOrder(201, "", order, "no-" + order, state, payment, TOTAL, "GBP");
  }

  private static ToldOrder refusal(String status, String code) {
    return new ToldOrder(Integer.parseInt(status), code, "", "", "", "", 0, "");
  }

  /** An order in the end, with what its state brings about. */
  private void exists(String order, String key, String state, long total) {
    var confirmed = state.equals("confirmed");
    orders.add(new Order(order, key, state, confirmed, total, "GBP", "S", 1));
    if (confirmed) {
      shelf = new Shelf("S", shelf.received(), shelf.onHand() - 1, 0);
      charges.add(new Charge("c-" + order, order, "captured", total));
    }
  }
}
