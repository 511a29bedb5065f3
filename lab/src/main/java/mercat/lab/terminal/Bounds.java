package mercat.lab.terminal;

/** What a plan accepts. */
public final class Bounds {
  private Bounds() {}

  /**
   * Checks a figure of a plan.
   *
   * @throws IllegalArgumentException when it is out of its bounds, both included
   */
  public static void check(String name, Number figure, long min, long max) {
    if (!(figure.doubleValue() >= min && figure.doubleValue() <= max)) {
      throw new IllegalArgumentException("%s: %d to %d".formatted(name, min, max));
    }
  }
}
