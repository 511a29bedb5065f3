package mercat.lab.terminal;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Median;

/** Numbers as people and JSON read them. */
public final class Numbers {
  private Numbers() {}

  /** Pence as pounds: {@code 827,569.75}. */
  public static String money(long minor) {
    return String.format(
        Locale.ROOT,
        "%s%,d.%02d",
        minor < 0 ? "-" : "",
        Math.abs(minor / 100),
        Math.abs(minor % 100));
  }

  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  public static String decimal(double number) {
    return String.format(
        Locale.ROOT, number >= 1_000 ? "%,.0f" : number >= 10 ? "%.1f" : "%.2f", number);
  }

  /** Whole numbers, fractions and truths as people read them; all else as it is. */
  static Object[] shown(Object... figures) {
    return Stream.of(figures)
        .map(figure ->
            switch (figure) {
              case Long whole -> count(whole);
              case Integer whole -> count(whole);
              case Double fraction -> decimal(fraction);
              case Boolean holds -> holds ? "yes" : "NO";
              default -> figure;
            })
        .toArray();
  }

  public static String seconds(long ms) {
    return decimal(ms / 1e3) + " s";
  }

  /** The middle one, or what lies between the two in the middle; 0 of none. */
  public static double median(Collection<Double> figures) {
    var all = figures.stream().mapToDouble(Double::doubleValue).toArray();
    return all.length == 0 ? 0 : Median.withDefaults().evaluate(all);
  }

  /** A figure beside another, which may be nothing. */
  public static double ratio(double figure, double beside) {
    return figure / Math.max(1e-9, beside);
  }

  /**
   * The middle one of the ratios of figures to those taken next to them: what both have in common,
   * as a machine that grows slower, is in none of them.
   */
  public static double medianRatio(List<Double> figures, List<Double> beside) {
    return median(
        IntStream.range(0, Math.min(figures.size(), beside.size()))
            .mapToObj(i -> ratio(figures.get(i), beside.get(i)))
            .toList());
  }

  /** Seconds since a moment of {@link System#nanoTime()}. */
  public static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
