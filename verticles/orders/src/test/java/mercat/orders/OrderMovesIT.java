package mercat.orders;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.Step;
import mercat.orders.OrderMoves.PaymentInDoubt;
import mercat.orders.domain.OrderState;
import mercat.orders.domain.OrderState.Move;
import mercat.orders.domain.ReachableStates;
import mercat.orders.domain.Refusal;
import mercat.orders.domain.Rejection;
import mercat.orders.domain.RejectionReason;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Mailbox;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The statements move orders as {@link OrderState} says, from every state that there is. */
class OrderMovesIT {
  private static final Money TOTAL = new Money(500, "GBP");
  private static final int EPOCH = 3;
  private static final OrderMoves MOVES = new OrderMoves(OrdersConfig.defaults());

  @AutoClose static final LocalNode node = LocalNode.start(Map.of());

  /** Makes moves in transactions of their own. */
  private static Mailbox<Function<Tx, Map<OrderId, MovedOrder>>, Map<OrderId, MovedOrder>> moving;

  private final Map<OrderId, OrderState> orders = new LinkedHashMap<>();

  @BeforeAll
  static void start() {
    moving =
        node.host("orders", orders -> {})
            .mailbox(
                "Moves",
                (tx, batch) -> batch.stream().map(asked -> asked.request().apply(tx)).toList());
  }

  @BeforeEach
  void placeAnOrderInEveryState() {
    ReachableStates.all().forEach(this::place);
  }

  @Test
  void confirmsWhatIsPending() {
    var confirmed = move(tx -> MOVES.settle(tx, settlements(EPOCH, null)));
    assertMoved(OrderState::confirm);
    assertTold(confirmed, OrderState::confirm);
    assertThat(confirmed.values())
        .allSatisfy(order -> {
          assertThat(order.confirmedAt()).isNotNull();
          assertThat(order.refusal()).isNull();
          assertThat(token(order.id())).isEmpty();
        });
  }

  @ParameterizedTest
  @EnumSource
  void rejectsWhatIsPending(RejectionReason reason) {
    var refusal = new Refusal(reason, "détail", List.of(new Shortage(new Sku("CUP"), 2, 1)));
    var rejection = new Rejection(refusal, Set.of(Step.STOCK));
    var rejected = move(tx -> MOVES.settle(tx, settlements(EPOCH, rejection)));
    assertMoved(state -> state.reject(reason));
    assertTold(rejected, state -> state.reject(reason));
    assertThat(rejected.values())
        .allSatisfy(order -> {
          assertThat(order.confirmedAt()).isNull();
          assertThat(order.refusal()).isEqualTo(refusal);
          assertThat(token(order.id())).isEmpty();
        });
  }

  @Test
  void marksInDoubtWhatIsPending() {
    var marked = move(tx -> MOVES.markInDoubt(tx, doubts(EPOCH)));
    assertMoved(OrderState::markInDoubt);
    assertTold(marked, OrderState::markInDoubt);
  }

  @Test
  void movesNothingForAProcessThatWasTakenOver() {
    assertThat(move(tx -> MOVES.settle(tx, settlements(EPOCH - 1, null)))).isEmpty();
    assertThat(move(tx -> MOVES.markInDoubt(tx, doubts(EPOCH - 1)))).isEmpty();
    assertThat(stored()).isEqualTo(orders);
  }

  @Test
  void settlesAnOrderAsTheFirstOfTwoSettlementsSays() {
    var rejection = new Rejection(Refusal.of(RejectionReason.CANCELLED), Set.of());
    var settled =
        move(tx -> {
          var both = new ArrayList<>(settlements(EPOCH, null));
          both.addAll(settlements(EPOCH, rejection));
          return MOVES.settle(tx, both);
        });
    assertMoved(OrderState::confirm);
    assertTold(settled, OrderState::confirm);
  }

  @ParameterizedTest
  @EnumSource
  void notesPayments(PaymentStatus announced) {
    var unused =
        move(tx -> {
          MOVES.notePayments(
              tx, orders.keySet().stream().collect(Collectors.toMap(id -> id, id -> announced)));
          return Map.of();
        });
    assertMoved(state -> state.notePayment(announced));
  }

  @Test
  void storesTheStateThatAnOrderCameTo() {
    UnaryOperator<OrderState> closed =
        state ->
            new OrderState(OrderStatus.CLOSED, state.payment(), FulfilmentStatus.PARTLY_RETURNED);
    var moved =
        move(tx ->
            orders.entrySet().stream()
                .map(order -> MOVES.store(tx, order.getKey(), closed.apply(order.getValue())))
                .collect(Collectors.toMap(MovedOrder::id, order -> order)));
    assertMoved(state -> new Move.Forward(closed.apply(state)));
    assertThat(moved.keySet()).isEqualTo(orders.keySet());
  }

  private void place(OrderState state) {
    var id = Fresh.orderId();
    orders.put(id, state);
    node.change(
        """
        insert into orders.orders (id, claim, buyer, idempotency_key, body_hash, email, deadline_at,
                                   currency, subtotal, total, lines, payment_method, payment_token,
                                   status, payment_status, fulfilment_status, epoch)
        values ('%s', gen_random_uuid(), '', 'key', '', 'buyer@example.org', now() + interval '1 hour',
                'GBP', 500, 500, '[]', 'card', 'tok_ok', '%s', %d)\
        """,
        id, ReachableStates.text(state).replace(" ", "', '"), EPOCH);
  }

  private static Map<OrderId, MovedOrder> move(Function<Tx, Map<OrderId, MovedOrder>> move) {
    return LocalNode.get(moving.submit(move, LocalNode.testing()));
  }

  /** The rows stand where the rule leads from where they stood; the others are as they were. */
  private void assertMoved(Function<OrderState, Move> rule) {
    var expected = new HashMap<OrderId, OrderState>();
    orders.forEach((id, state) ->
        expected.put(id, rule.apply(state) instanceof Move.Forward(var to) ? to : state));
    assertThat(stored()).isEqualTo(expected);
  }

  /** Exactly the pending orders that the rule lets move are told to have, as they stand now. */
  private void assertTold(Map<OrderId, MovedOrder> told, Function<OrderState, Move> rule) {
    var moved = new HashMap<>(stored());
    moved
        .keySet()
        .removeIf(id -> {
          var before = requireNonNull(orders.get(id));
          return before.status() != OrderStatus.PENDING
              || rule.apply(before) instanceof Move.Refused;
        });
    assertThat(told).hasSameSizeAs(moved);
    told.forEach((id, order) -> {
      assertThat(order.id()).isEqualTo(id);
      assertThat(order.state()).isEqualTo(moved.get(id));
    });
  }

  private Map<OrderId, OrderState> stored() {
    return orders.keySet().stream().collect(Collectors.toMap(id -> id, OrderMovesIT::stored));
  }

  private static OrderState stored(OrderId id) {
    var row =
        node.rows(
            "select status, payment_status, fulfilment_status from orders.orders where id = '%s'",
            id);
    return ReachableStates.state(row.getFirst());
  }

  /** What is kept of the buyer's card. */
  private static String token(OrderId id) {
    return node.rows("select payment_token from orders.orders where id = '%s'", id).getFirst();
  }

  private List<Settlement> settlements(int epoch, @Nullable Rejection rejection) {
    return orders.keySet().stream().map(id -> new Settlement(id, epoch, TOTAL, rejection)).toList();
  }

  private List<PaymentInDoubt> doubts(int epoch) {
    return orders.keySet().stream().map(id -> new PaymentInDoubt(id, epoch)).toList();
  }
}
