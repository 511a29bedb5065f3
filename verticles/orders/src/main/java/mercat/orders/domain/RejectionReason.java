package mercat.orders.domain;

import mercat.contracts.orders.PaymentStatus;

/** Why an order ends before it stood. */
public enum RejectionReason {
  /** Not every line could be held; no payment was asked for. */
  OUT_OF_STOCK(PaymentStatus.NONE),
  /** The provider refused the payment. */
  PAYMENT_DECLINED(PaymentStatus.DECLINED),
  /** Nobody could tell before the payment deadline whether the payment is authorized. */
  PAYMENT_UNRESOLVED(PaymentStatus.IN_DOUBT),
  /** Cancelled while pending: payments will tell what became of the payment. */
  CANCELLED(PaymentStatus.NONE);

  private final PaymentStatus payment;

  RejectionReason(PaymentStatus payment) {
    this.payment = payment;
  }

  /** How the payment stands then; <em>none</em> says nothing of it. */
  public PaymentStatus payment() {
    return payment;
  }
}
