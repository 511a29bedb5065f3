package mercat.payments.domain;

/** What a worker has to do about a payment. */
public enum Task {
  NONE,
  /** Ask the provider what became of the charge. */
  LOOK_UP,
  CAPTURE,
  /** Have the provider drop what it holds. */
  DROP,
  /** Return what was taken and not yet returned. */
  GIVE_BACK
}
