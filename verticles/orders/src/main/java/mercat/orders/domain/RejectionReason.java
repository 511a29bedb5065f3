package mercat.orders.domain;

import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.promotions.CouponRefusal;

/** Why an order ends before it stood. */
public enum RejectionReason {
  /** Not every line could be held; no payment was asked for. */
  OUT_OF_STOCK(PaymentStatus.NONE),
  /** The provider refused the payment. */
  PAYMENT_DECLINED(PaymentStatus.DECLINED),
  /** Nobody could tell before the payment deadline whether the payment is authorized. */
  PAYMENT_UNRESOLVED(PaymentStatus.IN_DOUBT),
  /** Cancelled while pending: payments will tell what became of the payment. */
  CANCELLED(PaymentStatus.NONE),
  /**
   * Its coupon is not known any more; no payment was asked for, here and with those that follow.
   */
  UNKNOWN_COUPON(PaymentStatus.NONE),
  /** Its coupon cannot be redeemed yet. */
  COUPON_NOT_STARTED(PaymentStatus.NONE),
  /** Its coupon cannot be redeemed any more. */
  COUPON_EXPIRED(PaymentStatus.NONE),
  /** Others have redeemed its coupon as often as it can be. */
  COUPON_EXHAUSTED(PaymentStatus.NONE),
  /** The buyer has redeemed its coupon as often as one buyer can. */
  COUPON_LIMIT_REACHED(PaymentStatus.NONE),
  /** Its coupon is for other orders. */
  COUPON_NOT_APPLICABLE(PaymentStatus.NONE);

  private final PaymentStatus payment;

  RejectionReason(PaymentStatus payment) {
    this.payment = payment;
  }

  /** Why an order ends whose coupon cannot be redeemed. */
  public static RejectionReason of(CouponRefusal refusal) {
    return switch (refusal) {
      case UNKNOWN_COUPON -> UNKNOWN_COUPON;
      case COUPON_NOT_STARTED -> COUPON_NOT_STARTED;
      case COUPON_EXPIRED -> COUPON_EXPIRED;
      case COUPON_EXHAUSTED -> COUPON_EXHAUSTED;
      case COUPON_LIMIT_REACHED -> COUPON_LIMIT_REACHED;
      case COUPON_NOT_APPLICABLE -> COUPON_NOT_APPLICABLE;
    };
  }

  /** How the payment stands then; <em>none</em> says nothing of it. */
  public PaymentStatus payment() {
    return payment;
  }
}
