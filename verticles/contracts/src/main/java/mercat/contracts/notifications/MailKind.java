package mercat.contracts.notifications;

/** What a mail tells its reader. */
public enum MailKind {
  /** Somebody registered: a link by which they show that the address is theirs. */
  WELCOME,

  /** Somebody registered by the address of an account: a link to a new password. */
  REGISTERED_AGAIN,
  PASSWORD_RESET,
  ORDER_CONFIRMED,

  /** Rejected so late that nobody waited for the response any more. */
  ORDER_REJECTED,
  ORDER_CANCELLED,
  ORDER_SHIPPED,
  ORDER_REFUNDED,

  /** To staff: an endpoint of webhooks is told of nothing more. */
  WEBHOOK_SWITCHED_OFF
}
