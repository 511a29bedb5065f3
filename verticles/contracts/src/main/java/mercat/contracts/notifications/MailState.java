package mercat.contracts.notifications;

/** How far a mail has come. */
public enum MailState {
  /** To be sent, for the first time or again. */
  WAITING,

  /** Nobody sends mails here: staff reads it. */
  KEPT,

  /** A mail server has taken it over. */
  SENT,

  /** A mail server has refused its address for good. */
  BOUNCED,

  /** Given up after the last attempt, or refused for good for another reason. */
  PARKED,

  /** There was nobody left to write to, or nothing left to say. */
  DROPPED
}
