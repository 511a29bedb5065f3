package mercat.payments.domain;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.payments.PaymentRefunded;
import mercat.contracts.payments.PaymentVoided;

/**
 * One order's payment and the rules of its moves: it only moves forward, whatever arrives twice,
 * late or in another order.
 *
 * @param provider who moves its money, from the first attempt to the last refund; empty where there
 *     was none
 * @param reason why the provider refused, empty otherwise
 * @param refunded what went back, minor units; never more than was taken
 */
public record Payment(
    UUID orderId,
    String provider,
    Money amount,
    PaymentState state,
    WantedEnd wanted,
    String reason,
    long refunded) {
  private static final String VOIDED_REASON = "voided";

  /** The end that orders wants a payment to have. */
  public enum WantedEnd {
    /** The order's fate is open. */
    UNDECIDED,
    /** The order stands: the money is to be taken. */
    CAPTURED,
    /** The order is off: nothing is to be held, and what was taken goes back. */
    NOTHING
  }

  /** The call of the provider that brings a payment further. */
  public enum NextCall {
    NONE,
    /** Ask what became of the charge. */
    LOOK_UP,
    CAPTURE,
    /** Have it drop what it holds. */
    VOID,
    /** Return what was taken and not yet returned. */
    REFUND
  }

  public Payment {
    if (refunded < 0 || refunded > amount.amount()) {
      throw new IllegalStateException("order " + orderId + ": more went back than was taken");
    }
  }

  /** A payment that the provider was asked to hold, and of which nothing else is known. */
  public static Payment sent(UUID orderId, String provider, Money amount) {
    return new Payment(orderId, provider, amount, PaymentState.SENT, WantedEnd.UNDECIDED, "", 0);
  }

  /** This payment after the provider showed something of it; itself when that tells nothing new. */
  public Payment after(ProviderEvidence evidence) {
    return switch (evidence) {
      case ProviderOutcome.Approved approved -> state.isUnresolved() ? held() : this;
      case ProviderOutcome.Denied(var why) ->
          state.isUnresolved() ? move(PaymentState.DECLINED, why) : this;
      case ProviderOutcome.Voided voided -> voided();
      case ProviderOutcome.Unclear unclear -> inDoubt();
      case ProviderOutcome.NeverSeen never -> inDoubt();
      case ProviderEvidence.CaptureDone captured ->
          state == PaymentState.CAPTURING ? move(PaymentState.CAPTURED, reason) : this;
      case ProviderEvidence.RefundDone(var refundId, long part) -> afterRefundOf(part);
    };
  }

  /** Whether the evidence contradicts what earlier evidence has shown: a case for an operator. */
  public boolean isContradictedBy(ProviderEvidence evidence) {
    return switch (evidence) {
      case ProviderOutcome.Approved approved -> state == PaymentState.DECLINED;
      case ProviderOutcome.Denied denied -> isContradictedByNothingHeld();
      case ProviderOutcome.Voided voided -> isContradictedByNothingHeld();
      case ProviderEvidence.CaptureDone captured ->
          state == PaymentState.DECLINED || state == PaymentState.VOIDED;
      case ProviderOutcome.Unclear unclear -> false;
      case ProviderOutcome.NeverSeen never -> false;
      case ProviderEvidence.RefundDone refunded -> false;
    };
  }

  /**
   * The order stands: what is held is being taken from now on. Orders confirms only what it was
   * told is authorized, and that answer is not stored by itself: so what was sent is held.
   */
  public Payment wantCaptured() {
    if (wanted != WantedEnd.UNDECIDED) {
      return this;
    }
    boolean isHeld = state == PaymentState.SENT || state == PaymentState.AUTHORIZED;
    var next = isHeld ? PaymentState.CAPTURING : state;
    return new Payment(orderId, provider, amount, next, WantedEnd.CAPTURED, reason, refunded);
  }

  /** The order is off, whatever was wanted before. */
  public Payment wantNothing() {
    return wanted == WantedEnd.NOTHING
        ? this
        : new Payment(orderId, provider, amount, state, WantedEnd.NOTHING, reason, refunded);
  }

  public NextCall nextCall() {
    return switch (state) {
      case SENT, UNKNOWN -> NextCall.LOOK_UP;
      case AUTHORIZED -> wanted == WantedEnd.NOTHING ? NextCall.VOID : NextCall.NONE;
      case CAPTURING -> NextCall.CAPTURE;
      case CAPTURED -> wanted == WantedEnd.NOTHING && left() > 0 ? NextCall.REFUND : NextCall.NONE;
      case DECLINED, VOIDED -> NextCall.NONE;
    };
  }

  /**
   * What an unwanted payment has come to for which the provider has nothing to do: it was never
   * asked for, or what was taken and goes back is nothing.
   */
  public Optional<Event> endWithoutCall() {
    if (wanted != WantedEnd.NOTHING) {
      return Optional.empty();
    }
    var id = new OrderId(orderId);
    return switch (state) {
      case VOIDED -> Optional.of(new PaymentVoided(id, amount));
      case CAPTURED ->
          amount.amount() > 0
              ? Optional.empty()
              : Optional.of(new PaymentRefunded(id, restRefundId(), amount, amount, amount));
      case SENT, UNKNOWN, AUTHORIZED, CAPTURING, DECLINED -> Optional.empty();
    };
  }

  /** Names the refund of what is left when nothing is wanted any more. */
  public UUID restRefundId() {
    return UUID.nameUUIDFromBytes((orderId + ":cancelled").getBytes(StandardCharsets.US_ASCII));
  }

  public Money refundedInAll() {
    return new Money(refunded, amount.currency());
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
        wanted == WantedEnd.CAPTURED ? PaymentState.CAPTURING : PaymentState.AUTHORIZED, reason);
  }

  private Payment inDoubt() {
    return state == PaymentState.SENT ? move(PaymentState.UNKNOWN, reason) : this;
  }

  /** Whoever voided what is still wanted: to its order it is a charge that was refused. */
  private Payment voided() {
    if (wanted == WantedEnd.NOTHING && (state.isUnresolved() || state == PaymentState.AUTHORIZED)) {
      return move(PaymentState.VOIDED, reason);
    }
    return state.isUnresolved() ? move(PaymentState.DECLINED, VOIDED_REASON) : this;
  }

  private boolean isContradictedByNothingHeld() {
    return state == PaymentState.CAPTURING
        || state == PaymentState.CAPTURED
        || (state == PaymentState.AUTHORIZED && wanted != WantedEnd.NOTHING);
  }

  private Payment afterRefundOf(long part) {
    if (state != PaymentState.CAPTURED) {
      throw new IllegalStateException("order " + orderId + ": returned what was never taken");
    }
    return new Payment(
        orderId, provider, amount, state, wanted, reason, Math.addExact(refunded, part));
  }

  private Payment move(PaymentState next, String why) {
    return new Payment(orderId, provider, amount, next, wanted, why, refunded);
  }
}
