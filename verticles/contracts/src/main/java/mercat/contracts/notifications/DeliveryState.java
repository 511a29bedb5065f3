package mercat.contracts.notifications;

/** How far the delivery of a webhook has come. */
public enum DeliveryState {
  /** To be sent, for the first time or again. */
  WAITING,

  /** The endpoint answered 2xx. */
  DELIVERED,

  /** Given up. */
  PARKED
}
