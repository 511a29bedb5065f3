package mercat.lab.terminal;

import java.util.List;

/** What a plan accepts. */
public final class Bounds {
  private Bounds() {}

  /** Throws {@link IllegalArgumentException} when a figure is out of its bounds, both included. */
  public static void check(String name, Number figure, long min, long max) {
    if (!(figure.doubleValue() >= min && figure.doubleValue() <= max)) {
      throw new IllegalArgumentException("%s: %d to %d".formatted(name, min, max));
    }
  }

  /** Throws {@link IllegalArgumentException} when one of the names is not known. */
  public static void checkKnown(String kind, List<String> names, List<String> known) {
    for (var name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "no %s is called %s; there are %s".formatted(kind, name, String.join(", ", known)));
      }
    }
  }
}
