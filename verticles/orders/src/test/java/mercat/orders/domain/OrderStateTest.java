package mercat.orders.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.orders.domain.OrderState.Move;
import mercat.testkit.Cases;
import org.junit.jupiter.api.Test;

/** Every move from every state that an order can come to. */
class OrderStateTest {
  private static final String REFUSED = "-";
  private static final String REPEATED = "=";

  /** What each move comes to: a state, {@value #REPEATED} repeated, {@value #REFUSED} refused. */
  private static final String MOVES =
      """
      from                           | confirm                   | cancel                         | ship                              | in doubt
      pending none none              | confirmed authorized none | rejected voided none           | -                                 | pending in_doubt none
      pending in_doubt none          | confirmed authorized none | rejected voided none           | -                                 | =
      confirmed authorized none      | =                         | cancelled authorized none      | confirmed authorized shipped      | -
      confirmed captured none        | =                         | cancelled captured none        | confirmed captured shipped        | -
      confirmed partly_refunded none | =                         | cancelled partly_refunded none | confirmed partly_refunded shipped | -
      confirmed refunded none        | =                         | cancelled refunded none        | confirmed refunded shipped        | -
      confirmed voided none          | =                         | cancelled voided none          | confirmed voided shipped          | -
      confirmed authorized shipped   | =                         | -                              | =                                 | -
      confirmed captured shipped     | =                         | -                              | =                                 | -
      confirmed partly_refunded shipped | =                      | -                              | =                                 | -
      confirmed refunded shipped     | =                         | -                              | =                                 | -
      confirmed voided shipped       | =                         | -                              | =                                 | -
      cancelled authorized none      | -                         | =                              | -                                 | -
      cancelled captured none        | -                         | =                              | -                                 | -
      cancelled partly_refunded none | -                         | =                              | -                                 | -
      cancelled refunded none        | -                         | =                              | -                                 | -
      cancelled voided none          | -                         | =                              | -                                 | -
      rejected none none             | -                         | =                              | -                                 | -
      rejected in_doubt none         | -                         | =                              | -                                 | -
      rejected declined none         | -                         | =                              | -                                 | -
      rejected captured none         | -                         | =                              | -                                 | -
      rejected partly_refunded none  | -                         | =                              | -                                 | -
      rejected refunded none         | -                         | =                              | -                                 | -
      rejected voided none           | -                         | =                              | -                                 | -
      """;

  private static final String REJECTIONS =
      """
      from                  | out_of_stock           | payment_declined       | payment_unresolved     | cancelled
      pending none none     | rejected none none     | rejected declined none | rejected in_doubt none | rejected voided none
      pending in_doubt none | rejected in_doubt none | rejected declined none | rejected in_doubt none | rejected voided none
      """;

  private static final String ANNOUNCEMENTS =
      """
      payment         | captured | partly_refunded | refunded | voided
      none            | captured | partly_refunded | refunded | voided
      in_doubt        | captured | partly_refunded | refunded | voided
      authorized      | captured | partly_refunded | refunded | voided
      captured        | =        | partly_refunded | refunded | -
      partly_refunded | -        | =               | refunded | -
      refunded        | -        | -               | =        | -
      voided          | -        | -               | -        | =
      declined        | -        | -               | -        | -
      """;

  /** What each status of an order may become. */
  private static final Map<OrderStatus, Set<OrderStatus>> STATUSES =
      Map.of(
          OrderStatus.PENDING, Set.of(OrderStatus.CONFIRMED, OrderStatus.REJECTED),
          OrderStatus.CONFIRMED, Set.of(OrderStatus.CANCELLED, OrderStatus.CLOSED),
          OrderStatus.REJECTED, Set.of(),
          OrderStatus.CANCELLED, Set.of(),
          OrderStatus.CLOSED, Set.of());

  @Test
  void movesAsTheTableSays() {
    var rows = table(MOVES);
    var moves =
        List.<Function<OrderState, Move>>of(
            OrderState::confirm, OrderState::cancel, OrderState::ship, OrderState::markInDoubt);
    for (var row : rows) {
      var from = state(row.getFirst());
      assertThat(moves.stream().map(move -> text(move.apply(from))))
          .as(row.getFirst())
          .containsExactlyElementsOf(row.subList(1, row.size()));
    }
    assertThat(rows.stream().map(row -> state(row.getFirst())))
        .as("the table names every state that an order can come to")
        .containsExactlyInAnyOrderElementsOf(ReachableStates.all());
  }

  @Test
  void rejectsForEachReasonWhatIsPending() {
    for (var row : table(REJECTIONS)) {
      var from = state(row.getFirst());
      assertThat(
              Arrays.stream(RejectionReason.values()).map(from::reject).map(OrderStateTest::text))
          .as(row.getFirst())
          .containsExactlyElementsOf(row.subList(1, row.size()));
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

  @Test
  void notesOfAPaymentOnlyWhatLiesAhead() {
    for (var row : table(ANNOUNCEMENTS)) {
      var payment = constant(PaymentStatus.class, row.getFirst());
      var from = new OrderState(OrderStatus.CONFIRMED, payment, FulfilmentStatus.NONE);
      assertThat(
              ReachableStates.ANNOUNCED.stream()
                  .map(from::notePayment)
                  .map(OrderStateTest::payment))
          .as(row.getFirst())
          .containsExactlyElementsOf(row.subList(1, row.size()));
    }
  }

  @Test
  void notesNothingOfAPaymentWhoseOrderIsPending() {
    var inDoubt =
        new OrderState(OrderStatus.PENDING, PaymentStatus.IN_DOUBT, FulfilmentStatus.NONE);
    for (var state : List.of(OrderState.PLACED, inDoubt)) {
      assertThat(PaymentStatus.values())
          .extracting(announced -> text(state.notePayment(announced)))
          .containsOnly(REFUSED);
    }
  }

  @Test
  void moveNothingThatIsClosed() {
    for (var payment : PaymentStatus.values()) {
      var closed = new OrderState(OrderStatus.CLOSED, payment, FulfilmentStatus.DELIVERED);
      assertThat(List.of(closed.confirm(), closed.cancel(), closed.ship(), closed.markInDoubt()))
          .containsOnly(new Move.Refused());
    }
  }

  @Test
  void namesWhatMayStillBecomeAStatus() {
    for (var later : PaymentStatus.values()) {
      for (var earlier : PaymentStatus.values()) {
        var state = new OrderState(OrderStatus.CONFIRMED, earlier, FulfilmentStatus.NONE);
        assertThat(OrderState.before(later).contains(earlier))
            .as(earlier + " before " + later)
            .isEqualTo(state.notePayment(later) instanceof Move.Forward);
      }
    }
  }

  /** Whatever happens in whatever order: no axis comes back to where it has been. */
  @Test
  void onlyMovesForward() {
    Cases.check(
        2_000,
        cases -> {
          var state = OrderState.PLACED;
          var left = new ArrayList<OrderState>();
          for (int i = 0; i < 30; i++) {
            if (cases.oneOf(ReachableStates.moves()).apply(state)
                instanceof Move.Forward(var next)) {
              assertForward(state, next);
              left.add(state);
              assertNoReturn(left, next);
              state = next;
            }
          }
        });
  }

  private static void assertForward(OrderState from, OrderState to) {
    assertThat(to).as("a move moves").isNotEqualTo(from);
    if (to.status() != from.status()) {
      assertThat(STATUSES.get(from.status())).contains(to.status());
    }
    assertThat(to.fulfilment()).isGreaterThanOrEqualTo(from.fulfilment());
  }

  private static void assertNoReturn(List<OrderState> left, OrderState next) {
    var axes =
        List.<Function<OrderState, Enum<?>>>of(
            OrderState::status, OrderState::payment, OrderState::fulfilment);
    for (var axis : axes) {
      var seen = new ArrayList<>(left.stream().<Enum<?>>map(axis).toList());
      seen.add(axis.apply(next));
      var changes = new ArrayList<Enum<?>>();
      for (var value : seen) {
        if (changes.isEmpty() || changes.getLast() != value) {
          changes.add(value);
        }
      }
      assertThat(new HashSet<>(changes)).as(changes.toString()).hasSameSizeAs(changes);
    }
  }

  private static String payment(Move move) {
    return move instanceof Move.Forward(var to) ? word(to.payment()) : text(move);
  }

  private static String text(Move move) {
    return switch (move) {
      case Move.Forward(var to) ->
          String.join(" ", word(to.status()), word(to.payment()), word(to.fulfilment()));
      case Move.Repeated repeated -> REPEATED;
      case Move.Refused refused -> REFUSED;
    };
  }

  private static OrderState state(String text) {
    var words = text.split(" ", -1);
    return new OrderState(
        constant(OrderStatus.class, words[0]),
        constant(PaymentStatus.class, words[1]),
        constant(FulfilmentStatus.class, words[2]));
  }

  /** The rows of a table below its head, cells trimmed. */
  private static List<List<String>> table(String text) {
    return text.lines()
        .skip(1)
        .map(row -> Arrays.stream(row.split("\\|", -1)).map(String::strip).toList())
        .toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }
}
