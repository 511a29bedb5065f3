package mercat.contracts.orders;

/**
 * A step of checkout that another context was asked for, so that it must be undone when the order
 * ends.
 */
public enum Step {
  STOCK,
  PAYMENT,

  /** Stands in no message: {@link OrderRejected#couponAsked} says it, so that any node reads it. */
  COUPON
}
