package mercat.contracts;

/**
 * Marks a {@link Write} that uses something up, such as a code that is taken once, or answers with
 * a secret that is told once. A repeat would do no harm, but be refused, whatever became of the
 * first: so the bus asks once, and whoever has no answer is told that the outcome is unknown.
 */
public interface OnceOnly extends Write {
  /** Whether this one does so. */
  default boolean usesSomethingUp() {
    return true;
  }
}
