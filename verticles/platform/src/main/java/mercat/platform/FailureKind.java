package mercat.platform;

/** What kind of thing broke. The kind alone decides retry, HTTP status and alarm. */
public enum FailureKind {
  /** The request can never work as it is. */
  INVALID,
  UNAUTHENTICATED,
  FORBIDDEN,
  NOT_FOUND,
  CONFLICT,
  /** Refused before any work; never repeated by the platform. */
  OVERLOADED,
  /** Nobody serves it, or who does cannot work now. */
  UNAVAILABLE,
  /** No answer in time: the outcome is unknown. */
  DEADLINE_EXCEEDED,
  /** A broken invariant or a defect. */
  INTERNAL;

  /** Whether the same may succeed later, as it is. */
  public boolean mayPass() {
    return this == OVERLOADED || this == UNAVAILABLE || this == DEADLINE_EXCEEDED;
  }
}
