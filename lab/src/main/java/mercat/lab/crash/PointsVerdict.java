package mercat.lab.crash;

import java.util.ArrayList;
import java.util.List;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;

/**
 * What dying at every point came to; true when each was reached and survived whole.
 *
 * @param unreached points that no client's request led to
 */
public record PointsVerdict(
    boolean ok, List<PointVerdict> points, List<String> unreached, double seconds)
    implements CommandVerdict {
  public PointsVerdict {
    points = List.copyOf(points);
    unreached = List.copyOf(unreached);
  }

  /**
   * What dying at one point came to.
   *
   * @param scenario what a client asked for
   * @param died whether the process died there, and only there
   * @param restMs from the next start's readiness until everybody was at rest
   * @param verify whether every invariant held, what clients were told included
   * @param troubles what went wrong
   */
  public record PointVerdict(
      String point,
      String scenario,
      boolean died,
      long restMs,
      boolean verify,
      List<String> troubles) {
    public PointVerdict {
      troubles = List.copyOf(troubles);
    }

    boolean holds() {
      return died && verify && troubles.isEmpty();
    }
  }

  static PointsVerdict of(List<PointVerdict> points, List<String> unreached, double seconds) {
    var ok =
        !points.isEmpty() && unreached.isEmpty() && points.stream().allMatch(PointVerdict::holds);
    return new PointsVerdict(ok, points, unreached, seconds);
  }

  @Override
  public void print(Screen screen) {
    var table = new TextTable("point", "scenario", "died", "at rest", "holds");
    var troubles = new ArrayList<String>();
    for (var point : points) {
      var rest = Numbers.seconds(point.restMs);
      table.add(point.point, point.scenario, point.died, rest, point.holds());
      point.troubles.forEach(
          what -> troubles.add("%s, %s: %s".formatted(point.point, point.scenario, what)));
    }
    unreached.forEach(point -> troubles.add(point + ": no scenario passes it"));
    screen.table(table);
    screen.troubles(troubles);
    screen.line("took", "%s s", seconds);
    screen.verdict(
        ok,
        "dead at every point, and everything came to its right end",
        "NOT every point was survived whole");
  }
}
