package mercat.orders.domain;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.orders.domain.OrderState.Move;
import mercat.platform.EnumText;

/** Every state that an order can come to, found by making all moves from where it begins. */
public final class ReachableStates {
  public static final List<PaymentStatus> ANNOUNCED =
      List.of(
          PaymentStatus.CAPTURED,
          PaymentStatus.PARTLY_REFUNDED,
          PaymentStatus.REFUNDED,
          PaymentStatus.VOIDED,
          PaymentStatus.DECLINED);

  private ReachableStates() {}

  static List<Function<OrderState, Move>> moves() {
    var rejections =
        Stream.of(RejectionReason.values())
            .<Function<OrderState, Move>>map(reason -> state -> state.reject(reason));
    var announcements =
        ANNOUNCED.stream()
            .<Function<OrderState, Move>>map(announced -> state -> state.notePayment(announced));
    var others =
        Stream.<Function<OrderState, Move>>of(
            OrderState::confirm, OrderState::cancel, OrderState::ship, OrderState::markInDoubt);
    return Stream.of(rejections, announcements, others).flatMap(Function.identity()).toList();
  }

  /** A state in words: status, payment, fulfilment. */
  public static String text(OrderState state) {
    return Stream.of(state.status(), state.payment(), state.fulfilment())
        .map(EnumText::of)
        .collect(Collectors.joining(" "));
  }

  /** The state that {@link #text} has put into words. */
  public static OrderState state(String text) {
    var words = text.split(" ", -1);
    return new OrderState(
        EnumText.parse(OrderStatus.class, words[0]),
        EnumText.parse(PaymentStatus.class, words[1]),
        EnumText.parse(FulfilmentStatus.class, words[2]));
  }

  public static Set<OrderState> all() {
    var reached = new LinkedHashSet<OrderState>();
    var open = new ArrayDeque<>(List.of(OrderState.PLACED));
    while (!open.isEmpty()) {
      var state = open.remove();
      if (reached.add(state)) {
        for (var move : moves()) {
          if (move.apply(state) instanceof Move.Forward(var to)) {
            open.add(to);
          }
        }
      }
    }
    return reached;
  }
}
