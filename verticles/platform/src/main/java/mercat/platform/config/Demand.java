package mercat.platform.config;

/** What a setting must be, said by the record that holds it. */
public final class Demand {
  private Demand() {}

  /**
   * Refuses a setting that is not as it must be.
   *
   * @param wanted names the setting and says what it must be
   * @throws IllegalArgumentException with that message, unless it is so
   */
  public static void demand(boolean isSo, String wanted) {
    if (!isSo) {
      throw new IllegalArgumentException(wanted);
    }
  }
}
