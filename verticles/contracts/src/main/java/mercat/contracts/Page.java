package mercat.contracts;

/** The bounds of a page of a list. */
public final class Page {
  /** The most entries of one page. */
  public static final int LIMIT_MAX = 100;

  /** What the texts of one page may weigh before it ends early; a single entry may weigh more. */
  public static final int BYTES_MAX = 4 * 1024 * 1024;

  private Page() {}

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException when it is not 1 to {@link #LIMIT_MAX}
   */
  public static void requireLimit(int limit) {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("limit must be 1 to " + LIMIT_MAX);
    }
  }
}
