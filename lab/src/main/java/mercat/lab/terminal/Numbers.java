package mercat.lab.terminal;

import java.util.Locale;

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

  /** Three digits after the point: enough for a reader, and stable in JSON. */
  public static double rounded(double number) {
    return Double.isFinite(number) ? Math.round(number * 1_000) / 1_000.0 : 0;
  }
}
