package mercat.lab.torture;

/** Something that must not have happened. */
record Violation(Kind kind, String what) {

  enum Kind {
    /** An order that a client was told of is not there, or is another. */
    LOST,
    /** More was sold than there was. */
    OVERSOLD,
    /** More than one live charge for an order, or one for no confirmed order. */
    DOUBLE_CHARGED,
    /** The books do not balance. */
    LEDGER_OFF,
    /** Two answers under one key do not tell of the same order. */
    CHANGED_ANSWER,
    /** There is an order that no client asked for. */
    UNASKED,
    /** A buyer was refused for no reason that there is. */
    REFUSED,
    /** An order went back to where it had been before. */
    BACKWARDS,
    /** An order has no fate though all is at rest. */
    UNRESOLVED
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ": " + what;
  }
}
