package mercat.lab.terminal;

import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What a plan accepts. */
public final class Bounds {
  private Bounds() {}

  /**
   * What was asked for of a command.
   *
   * @throws ParameterException that the plan's own checks refuse it: wrong usage
   */
  public static <P> P checked(CommandSpec command, Supplier<P> plan) {
    try {
      return plan.get();
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          command.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

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
