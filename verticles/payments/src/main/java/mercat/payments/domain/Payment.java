package mercat.payments.domain;

import java.util.Optional;
import java.util.UUID;
import mercat.contracts.Money;

/**
 * One order's payment and the rules of its moves: it only moves forward, whatever arrives twice,
 * late or in another order.
 *
 * @param reason why the provider refused, empty otherwise
 * @param refunded what went back, minor units; never more than was taken
 */
public record Payment(
    UUID orderId, Money amount, PaymentState state, Wanted wanted, String reason, long refunded) {
  public Payment {
    if (refunded < 0 || refunded > amount.amount()) {
      throw new IllegalStateException("order " + orderId + ": more went back than was taken");
    }
  }

  /** This payment after the provider showed something of it; itself when that tells nothing new. */
  public Payment seen(Evidence evidence) {
    return switch (evidence) {
      case Outcome.Approved approved -> state.isUnresolved() ? held() : this;
      case Outcome.Refused(var why) ->
          state.isUnresolved() ? move(PaymentState.DECLINED, why) : this;
      case Outcome.Unclear unclear -> inDoubt();
      case Outcome.NeverSeen never -> inDoubt();
      case Evidence.Taken taken ->
          state == PaymentState.CAPTURING ? move(PaymentState.CAPTURED, reason) : this;
      case Evidence.Dropped dropped -> isToBeDropped() ? move(PaymentState.VOIDED, reason) : this;
      case Evidence.Returned(var refundId, long part) -> returned(part);
    };
  }

  /** Whether the evidence denies what earlier evidence has shown: a case for an operator. */
  public boolean isDeniedBy(Evidence evidence) {
    return switch (evidence) {
      case Outcome.Approved approved -> state == PaymentState.DECLINED;
      case Outcome.Refused refused ->
          state == PaymentState.CAPTURING
              || state == PaymentState.CAPTURED
              || (state == PaymentState.AUTHORIZED && wanted != Wanted.NOTHING);
      case Evidence.Taken taken -> state == PaymentState.DECLINED || state == PaymentState.VOIDED;
      case Evidence.Dropped dropped ->
          state == PaymentState.CAPTURING || state == PaymentState.CAPTURED;
      case Outcome.Unclear unclear -> false;
      case Outcome.NeverSeen never -> false;
      case Evidence.Returned returned -> false;
    };
  }

  /**
   * The order stands: what is held is being taken from now on. Orders confirms only what it was
   * told is authorized, and that answer is not written down by itself: so what was sent is held.
   */
  public Payment wantCaptured() {
    if (wanted != Wanted.UNDECIDED) {
      return this;
    }
    boolean isHeld = state == PaymentState.SENT || state == PaymentState.AUTHORIZED;
    var next = isHeld ? PaymentState.CAPTURING : state;
    return new Payment(orderId, amount, next, Wanted.CAPTURED, reason, refunded);
  }

  /** The order is off, whatever was wanted before. */
  public Payment wantNothing() {
    return wanted == Wanted.NOTHING
        ? this
        : new Payment(orderId, amount, state, Wanted.NOTHING, reason, refunded);
  }

  /** What a worker has to do now. */
  public Task task() {
    return switch (state) {
      case SENT, UNKNOWN -> Task.LOOK_UP;
      case AUTHORIZED -> wanted == Wanted.NOTHING ? Task.DROP : Task.NONE;
      case CAPTURING -> Task.CAPTURE;
      case CAPTURED -> wanted == Wanted.NOTHING && left() > 0 ? Task.GIVE_BACK : Task.NONE;
      case DECLINED, VOIDED -> Task.NONE;
    };
  }

  /** What was taken and has not gone back, minor units. */
  public long left() {
    return amount.amount() - refunded;
  }

  /**
   * Why a part of what was taken cannot go back, empty when it can.
   *
   * @param pending what is on its way back already, minor units
   */
  public Optional<String> whyNotRefundable(Money part, long pending) {
    if (state != PaymentState.CAPTURED) {
      return Optional.of("nothing is captured");
    }
    if (!amount.currency().equals(part.currency())) {
      return Optional.of("the payment is in " + amount.currency());
    }
    return part.amount() > left() - pending
        ? Optional.of("only " + (left() - pending) + " is left to return")
        : Optional.empty();
  }

  private Payment held() {
    return move(
        wanted == Wanted.CAPTURED ? PaymentState.CAPTURING : PaymentState.AUTHORIZED, reason);
  }

  private Payment inDoubt() {
    return state == PaymentState.SENT ? move(PaymentState.UNKNOWN, reason) : this;
  }

  private boolean isToBeDropped() {
    return wanted == Wanted.NOTHING && (state.isUnresolved() || state == PaymentState.AUTHORIZED);
  }

  private Payment returned(long part) {
    if (state != PaymentState.CAPTURED) {
      throw new IllegalStateException("order " + orderId + ": returned what was never taken");
    }
    return new Payment(orderId, amount, state, wanted, reason, Math.addExact(refunded, part));
  }

  private Payment move(PaymentState next, String why) {
    return new Payment(orderId, amount, next, wanted, why, refunded);
  }
}
