package mercat.lab.crash;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.lab.terminal.Verdict;

/**
 * What dying at every point came to; true when each was reached and survived whole.
 *
 * @param unreached points that no client's request led to
 */
@JsonPropertyOrder("ok")
public record PointsVerdict(
    boolean ok, List<PointVerdict> points, List<String> unreached, double seconds)
    implements Verdict {
  public PointsVerdict {
    points = List.copyOf(points);
    unreached = List.copyOf(unreached);
  }

  static PointsVerdict of(List<PointVerdict> points, List<String> unreached, double seconds) {
    var ok =
        !points.isEmpty() && unreached.isEmpty() && points.stream().allMatch(PointVerdict::holds);
    return new PointsVerdict(ok, points, unreached, seconds);
  }

  /** The verdict as people read it. */
  public void print(Screen screen) {
    var table = new TextTable("point", "scenario", "died", "at rest", "holds");
    for (var point : points) {
      table.add(
          point.point(),
          point.scenario(),
          said(point.died()),
          Numbers.decimal(point.restMs() / 1e3) + " s",
          said(point.holds()));
    }
    screen.print("");
    table.lines().forEach(line -> screen.print("  " + line));
    screen.print("");
    for (var point : points) {
      for (var trouble : point.troubles()) {
        screen.print(
            "  %s %s, %s: %s".formatted(screen.bad("!"), point.point(), point.scenario(), trouble));
      }
    }
    unreached.forEach(
        point -> screen.print("  %s %s: no scenario passes it".formatted(screen.bad("!"), point)));
    screen.print("  took        %s s".formatted(Numbers.decimal(seconds)));
    screen.print(
        "  verdict     "
            + (ok
                ? screen.good("dead at every point, and everything came to its right end")
                : screen.bad("NOT every point was survived whole")));
  }

  private static String said(boolean holds) {
    return holds ? "yes" : "NO";
  }
}
