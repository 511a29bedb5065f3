package mercat.notifications.domain;

/**
 * What came of one attempt to deliver something.
 *
 * @param reason a code such as {@code smtp_451}; empty when it is delivered
 */
public record Outcome(Result result, String reason) {
  public static final Outcome DELIVERED = new Outcome(Result.DELIVERED, "");

  /** How an attempt ends. */
  public enum Result {
    DELIVERED,

    /** The address is refused for good. */
    BOUNCED,

    /** What was sent is refused for good. */
    REFUSED,

    /** Refused for now. */
    LATER,

    /** Nobody was there to take it or to say what it holds: no fault of its own. */
    AWAY,

    /** There is nobody left to write to, or nothing to say. */
    NEEDLESS
  }

  public static Outcome bounced(String reason) {
    return new Outcome(Result.BOUNCED, reason);
  }

  public static Outcome refused(String reason) {
    return new Outcome(Result.REFUSED, reason);
  }

  public static Outcome later(String reason) {
    return new Outcome(Result.LATER, reason);
  }

  public static Outcome away(String reason) {
    return new Outcome(Result.AWAY, reason);
  }

  public static Outcome needless(String reason) {
    return new Outcome(Result.NEEDLESS, reason);
  }
}
