package mercat.platform.telemetry;

/** The part that a span plays between those who take part in a trace. */
public enum Role {
  /** Answers somebody who waits. */
  SERVER,
  /** Waits for somebody's answer. */
  CLIENT,
  /** Applies what somebody announced, who does not wait. */
  CONSUMER,
  /** Works by itself. */
  INTERNAL
}
