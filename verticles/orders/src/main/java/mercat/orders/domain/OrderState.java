package mercat.orders.domain;

import java.util.EnumSet;
import java.util.Set;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;

/**
 * Where an order stands on its three axes, and the rules of its moves. Every axis only moves
 * forward, whatever arrives twice, late or in another order.
 *
 * <p>Cancelling and shipping are decided here, under the lock of the row. The others move whole
 * batches by statements whose conditions say the same; a test holds them to it.
 */
public record OrderState(OrderStatus status, PaymentStatus payment, FulfilmentStatus fulfilment) {
  /** Where every order begins. */
  public static final OrderState PLACED =
      new OrderState(OrderStatus.PENDING, PaymentStatus.NONE, FulfilmentStatus.NONE);

  /** What a move comes to. */
  public sealed interface Move {
    /** The order moves on. */
    record Forward(OrderState to) implements Move {}

    /** The order has made this move before: a repeat changes nothing. */
    record Repeated() implements Move {}

    /** The order has gone another way, or too far. */
    record Refused() implements Move {}
  }

  /** Its stock is held and its payment authorized: the order stands. */
  public Move confirm() {
    return switch (status) {
      case PENDING ->
          payment == PaymentStatus.DECLINED
              ? new Move.Refused()
              : forward(OrderStatus.CONFIRMED, PaymentStatus.AUTHORIZED);
      case CONFIRMED -> new Move.Repeated();
      case REJECTED, CANCELLED, CLOSED -> new Move.Refused();
    };
  }

  /** It ends before it stood. */
  public Move reject(RejectionReason reason) {
    return switch (status) {
      case PENDING -> forward(OrderStatus.REJECTED, reason.payment());
      case REJECTED -> new Move.Repeated();
      case CONFIRMED, CANCELLED, CLOSED -> new Move.Refused();
    };
  }

  /** Nobody wants it any more: it is rejected while pending, cancelled until it is shipped. */
  public Move cancel() {
    return switch (status) {
      case PENDING -> reject(RejectionReason.CANCELLED);
      case CONFIRMED ->
          fulfilment == FulfilmentStatus.NONE
              ? forward(OrderStatus.CANCELLED, payment)
              : new Move.Refused();
      case REJECTED, CANCELLED -> new Move.Repeated();
      case CLOSED -> new Move.Refused();
    };
  }

  /** All of it left the shop, which nobody sends whose money went back. */
  public Move ship() {
    if (fulfilment == FulfilmentStatus.SHIPPED) {
      return new Move.Repeated();
    }
    boolean isPaid = payment != PaymentStatus.REFUNDED && payment != PaymentStatus.VOIDED;
    return status == OrderStatus.CONFIRMED && fulfilment == FulfilmentStatus.NONE && isPaid
        ? new Move.Forward(new OrderState(status, payment, FulfilmentStatus.SHIPPED))
        : new Move.Refused();
  }

  /** Whether its payment is authorized is unknown, and its fate open until somebody can tell. */
  public Move markInDoubt() {
    if (status != OrderStatus.PENDING) {
      return new Move.Refused();
    }
    return mayBecome(payment, PaymentStatus.IN_DOUBT)
        ? forward(status, PaymentStatus.IN_DOUBT)
        : new Move.Repeated();
  }

  /**
   * Payments announced how the payment stands. Before the order is decided, that can only be that
   * it was declined.
   */
  public Move notePayment(PaymentStatus announced) {
    if (status == OrderStatus.PENDING && announced != PaymentStatus.DECLINED) {
      return new Move.Refused();
    }
    if (payment == announced) {
      return new Move.Repeated();
    }
    return mayBecome(payment, announced) ? forward(status, announced) : new Move.Refused();
  }

  /** The payment statuses that may still become {@code later}. */
  public static Set<PaymentStatus> before(PaymentStatus later) {
    var before = EnumSet.allOf(PaymentStatus.class);
    before.removeIf(earlier -> !mayBecome(earlier, later));
    return before;
  }

  /** Moves on; the payment stays as it is when that is further than what is said of it now. */
  private Move forward(OrderStatus next, PaymentStatus said) {
    return new Move.Forward(
        new OrderState(next, mayBecome(payment, said) ? said : payment, fulfilment));
  }

  /** Whether {@code later} lies ahead, at once or with steps in between that nobody announced. */
  private static boolean mayBecome(PaymentStatus earlier, PaymentStatus later) {
    return switch (earlier) {
      case NONE -> later != PaymentStatus.NONE;
      case IN_DOUBT -> later != PaymentStatus.NONE && later != PaymentStatus.IN_DOUBT;
      case AUTHORIZED ->
          switch (later) {
            case CAPTURED, PARTLY_REFUNDED, REFUNDED, VOIDED -> true;
            case NONE, IN_DOUBT, AUTHORIZED, DECLINED -> false;
          };
      case CAPTURED -> later == PaymentStatus.PARTLY_REFUNDED || later == PaymentStatus.REFUNDED;
      case PARTLY_REFUNDED -> later == PaymentStatus.REFUNDED;
      case REFUNDED, VOIDED, DECLINED -> false;
    };
  }
}
