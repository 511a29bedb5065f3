package mercat.orders.domain;

import static mercat.orders.domain.ReachableStates.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.orders.domain.OrderState.Move;
import mercat.platform.EnumText;
import mercat.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every move from every state that an order can come to. */
class OrderStateTest {
  private static final String REFUSED = "-";
  private static final String REPEATED = "=";

  /**
   * What each move comes to: a state, {@value #REPEATED} repeated, {@value #REFUSED} refused. A row
   * holds for each of its payments; {@code ~} is the payment as it was.
   */
  private static final String MOVES =
      """
      # status  | payment                                                          | fulfilment | confirm                   | cancel                 | ship                | in doubt
      pending   | none                                                             | none       | confirmed authorized none | rejected none none     | -                   | pending in_doubt none
      pending   | in_doubt                                                         | none       | confirmed authorized none | rejected in_doubt none | -                   | =
      pending   | declined                                                         | none       | -                         | rejected declined none | -                   | =
      confirmed | authorized captured partly_refunded                              | none       | =                         | cancelled ~ none       | confirmed ~ shipped | -
      confirmed | refunded voided                                                  | none       | =                         | cancelled ~ none       | -                   | -
      confirmed | authorized captured partly_refunded refunded voided              | shipped    | =                         | -                      | =                   | -
      cancelled | authorized captured partly_refunded refunded voided              | none       | -                         | =                      | -                   | -
      rejected  | none in_doubt declined captured partly_refunded refunded voided | none       | -                         | =                      | -                   | -
      """;

  private static final String REJECTIONS =
      """
      # from                | out_of_stock           | payment_declined       | payment_unresolved     | cancelled
      pending none none     | rejected none none     | rejected declined none | rejected in_doubt none | rejected none none
      pending in_doubt none | rejected in_doubt none | rejected declined none | rejected in_doubt none | rejected in_doubt none
      pending declined none | rejected declined none | rejected declined none | rejected declined none | rejected declined none
      """;

  private static final String ANNOUNCEMENTS =
      """
      # payment       | captured | partly_refunded | refunded | voided | declined
      none            | captured | partly_refunded | refunded | voided | declined
      in_doubt        | captured | partly_refunded | refunded | voided | declined
      authorized      | captured | partly_refunded | refunded | voided | -
      captured        | =        | partly_refunded | refunded | -      | -
      partly_refunded | -        | =               | refunded | -      | -
      refunded        | -        | -               | =        | -      | -
      voided          | -        | -               | -        | =      | -
      declined        | -        | -               | -        | -      | =
      """;

  /** What each status of an order may become. */
  private static final Map<OrderStatus, Set<OrderStatus>> STATUSES =
      Map.of(
          OrderStatus.PENDING, Set.of(OrderStatus.CONFIRMED, OrderStatus.REJECTED),
          OrderStatus.CONFIRMED, Set.of(OrderStatus.CANCELLED, OrderStatus.CLOSED),
          OrderStatus.REJECTED, Set.of(),
          OrderStatus.CANCELLED, Set.of(),
          OrderStatus.CLOSED, Set.of());

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = MOVES)
  void movesAsTheTableSays(
      String status,
      String payments,
      String fulfilment,
      String confirmed,
      String cancelled,
      String shipped,
      String inDoubt) {
    for (var payment : payments.split(" ", -1)) {
      var state = state(status + " " + payment + " " + fulfilment);
      assertThat(Stream.of(state.confirm(), state.cancel(), state.ship(), state.markInDoubt()))
          .extracting(OrderStateTest::text)
          .containsExactly(
              confirmed, cancelled.replace("~", payment), shipped.replace("~", payment), inDoubt);
    }
  }

  @Test
  void theTableNamesEveryStateThatAnOrderCanComeTo() {
    assertThat(MOVES.lines().skip(1).map(row -> row.split("\\s*\\|\\s*", -1)))
        .flatExtracting(row ->
            Stream.of(row[1].split(" ", -1))
                .map(payment -> state(row[0] + " " + payment + " " + row[2]))
                .toList())
        .containsExactlyInAnyOrderElementsOf(ReachableStates.all());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = REJECTIONS)
  void rejectsForEachReasonWhatIsPending(
      String from, String outOfStock, String declined, String unresolved, String cancelled) {
    for (var reason : RejectionReason.values()) {
      assertThat(text(state(from).reject(reason)))
          .as(reason.name())
          .isEqualTo(
              switch (reason) {
                case PAYMENT_DECLINED -> declined;
                case PAYMENT_UNRESOLVED -> unresolved;
                case CANCELLED -> cancelled;
                default -> outOfStock;
              });
    }
  }

  @Test
  void rejectsNothingThatIsDecided() {
    for (var state : ReachableStates.all()) {
      var repeated = state.status() == OrderStatus.REJECTED;
      if (state.status() != OrderStatus.PENDING) {
        assertThat(RejectionReason.values())
            .extracting(reason -> text(state.reject(reason)))
            .containsOnly(repeated ? REPEATED : REFUSED);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = ANNOUNCEMENTS)
  void notesOfAPaymentOnlyWhatLiesAhead(
      String payment,
      String captured,
      String partlyRefunded,
      String refunded,
      String voided,
      String declined) {
    var from = state("confirmed " + payment + " none");
    assertThat(ReachableStates.ANNOUNCED)
        .extracting(announced -> payment(from.notePayment(announced)))
        .containsExactly(captured, partlyRefunded, refunded, voided, declined);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pending none none", "pending in_doubt none"})
  void notesOfAPaymentWhoseOrderIsPendingOnlyThatItWasDeclined(String pending) {
    for (var announced : PaymentStatus.values()) {
      assertThat(text(state(pending).notePayment(announced)))
          .isEqualTo(announced == PaymentStatus.DECLINED ? "pending declined none" : REFUSED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void moveNothingThatIsClosed(PaymentStatus payment) {
    var closed = new OrderState(OrderStatus.CLOSED, payment, FulfilmentStatus.DELIVERED);
    assertThat(List.of(closed.confirm(), closed.cancel(), closed.ship(), closed.markInDoubt()))
        .containsOnly(new Move.Refused());
  }

  @ParameterizedTest
  @EnumSource
  void namesWhatMayStillBecomeAStatus(PaymentStatus later) {
    for (var earlier : PaymentStatus.values()) {
      var state = new OrderState(OrderStatus.CONFIRMED, earlier, FulfilmentStatus.NONE);
      assertThat(OrderState.before(later).contains(earlier))
          .as(earlier + " before " + later)
          .isEqualTo(state.notePayment(later) instanceof Move.Forward);
    }
  }

  /** Whatever happens in whatever order: no axis comes back to where it has been. */
  @Test
  void onlyMovesForward() {
    Cases.check(
        2_000,
        cases -> {
          var path = new ArrayList<>(List.of(OrderState.PLACED));
          for (int i = 0; i < 30; i++) {
            var from = path.getLast();
            if (cases.oneOf(ReachableStates.moves()).apply(from) instanceof Move.Forward(var to)) {
              assertForward(from, to);
              path.add(to);
            }
          }
          assertNoReturn(path, OrderState::status);
          assertNoReturn(path, OrderState::payment);
          assertNoReturn(path, OrderState::fulfilment);
        });
  }

  private static void assertForward(OrderState from, OrderState to) {
    assertThat(to).as("a move moves").isNotEqualTo(from);
    if (to.status() != from.status()) {
      assertThat(STATUSES.get(from.status())).contains(to.status());
    }
    assertThat(to.fulfilment()).isGreaterThanOrEqualTo(from.fulfilment());
  }

  private static void assertNoReturn(List<OrderState> path, Function<OrderState, Enum<?>> axis) {
    var changes = new ArrayList<Enum<?>>();
    for (var state : path) {
      var value = axis.apply(state);
      if (changes.isEmpty() || changes.getLast() != value) {
        changes.add(value);
      }
    }
    assertThat(changes).doesNotHaveDuplicates();
  }

  private static String payment(Move move) {
    return move instanceof Move.Forward(var to) ? EnumText.of(to.payment()) : text(move);
  }

  private static String text(Move move) {
    return switch (move) {
      case Move.Forward(var to) -> ReachableStates.text(to);
      case Move.Repeated repeated -> REPEATED;
      case Move.Refused refused -> REFUSED;
    };
  }
}
