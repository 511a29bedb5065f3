package mercat.simulation;

/**
 * What happens to one message and to its answer.
 *
 * @param repeatMs how much later than the first the second copy leaves
 * @param death who dies of it
 * @param place chooses among those who could be asked
 */
record Fate(
    boolean requestIsLost,
    boolean replyIsLost,
    boolean isRepeated,
    int requestMs,
    int repeatMs,
    int replyMs,
    Death death,
    int place) {
  /** Who dies, and when. */
  enum Death {
    NOBODY,
    /** Whoever sent it, right then. */
    SENDER,
    /** Whoever it arrives at, before it is looked at. */
    RECEIVER,
    /** Whoever has done what was asked, before it can say so. */
    ANSWERER
  }

  /** Whether it is worth a line. */
  boolean isFault() {
    return requestIsLost || replyIsLost || isRepeated || death != Death.NOBODY;
  }
}
