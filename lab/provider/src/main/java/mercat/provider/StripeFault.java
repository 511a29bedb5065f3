package mercat.provider;

/** What a {@link StripeServer} does instead of answering as it should. */
public enum StripeFault {
  NONE,
  /** The connection breaks before the request is looked at. */
  LOST,
  /** Does it, and never answers. */
  SILENT,
  /** Does it, and breaks the connection. */
  RESET,
  /** Fails without having done anything, and says so again to every repeat of the key. */
  FAILED,
  /** Does it, says that it failed, and says so again to every repeat of the key. */
  FAILED_AFTERWARDS,
  /** A gateway before it says so; nothing was done. */
  GATEWAY,
  TOO_MANY,
  /** There are too many requests: nobody is to call for a minute. */
  PAUSE,
  LOCKED,
  /** Its own key is refused. */
  UNAUTHORIZED,
  /** Does it, and answers 200 with a page for people. */
  GARBAGE,
  /** Does it, and answers more than anybody may read. */
  HUGE,
  /** Does it, and answers with another amount; so the others, each with something else. */
  OTHER_AMOUNT,
  OTHER_CURRENCY,
  OTHER_ID,
  OTHER_ORDER,
  /** An amount that is half a unit more. */
  FRACTION,
  /** Shows nothing of a list, and says that there is more. */
  EMPTY_PAGE
}
