package mercat.lab.overload;

import java.util.List;
import java.util.SortedMap;
import mercat.lab.load.LoadReport;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.verify.Finding;

/**
 * What an overload came to: true when those let in were served, the rest were told when to come
 * again, and all was soon as before.
 *
 * @param peak orders a second that the system lets in
 * @param stretches the first at half of the peak, before any overload
 */
public record OverloadVerdict(
    boolean ok,
    int peak,
    List<Stretch> stretches,
    List<Finding> invariants,
    List<String> troubles,
    double seconds)
    implements CommandVerdict {

  /**
   * What a stretch of time with one offered rate came to.
   *
   * @param times how many times the peak was offered; 0.5 for half of it
   * @param offered requests a second
   * @param goodput orders confirmed a second
   * @param goodputRatio of the peak
   * @param shed refused by 503 or 429
   * @param withoutRetryAfter of those, such as did not say when to come again
   * @param errors any other answer, and requests without one
   * @param answers how many, by status
   * @param late requests that the lab sent more than 20 ms after they were due
   * @param p99Ms of the confirmed, from when they were due
   * @param residentMb the most that the Java process held so far
   * @param normalAfterS seconds after its end until buyers at half of the peak were served as
   *     before it; 0 where that was not asked
   */
  record Stretch(
      double times,
      double offered,
      double goodput,
      double goodputRatio,
      long shed,
      long withoutRetryAfter,
      long errors,
      SortedMap<Integer, Long> answers,
      long late,
      double p99Ms,
      double residentMb,
      double normalAfterS) {

    static Stretch of(
        double times,
        int peak,
        LoadReport report,
        long withoutRetryAfter,
        double residentMb,
        double normalAfterS) {
      var confirmed = report.count(201);
      var shed = report.count(503) + report.count(429);
      var goodput = confirmed / report.seconds();
      return new Stretch(
          times,
          report.requests() / report.seconds(),
          goodput,
          goodput / peak,
          shed,
          withoutRetryAfter,
          report.requests() - confirmed - shed,
          report.byStatus(),
          report.late(),
          report.successPercentileMs(99),
          residentMb,
          normalAfterS);
    }
  }

  @Override
  public void print(Screen screen) {
    var table =
        TextTable.of(
            "of the peak | offered/s | orders/s | ratio | refused | no Retry-After | errors | sent late | p99 ms | memory MB | normal after s");
    for (var stretch : stretches) {
      table.add(
          Numbers.decimal(stretch.times) + " times",
          stretch.offered,
          stretch.goodput,
          stretch.goodputRatio,
          stretch.shed,
          stretch.withoutRetryAfter,
          stretch.errors,
          stretch.late,
          stretch.p99Ms,
          stretch.residentMb,
          stretch.normalAfterS == 0 ? "" : stretch.normalAfterS);
    }
    screen.table(table);
    screen.line(
        "peak",
        "%s orders/s are let in; %s of %s invariants hold",
        peak,
        invariants.stream().filter(Finding::holds).count(),
        invariants.size());
    screen.line("took", "%s s", seconds);
    screen.troubles(troubles);
    screen.verdict(
        ok,
        "who was let in was served, the rest were told when to come again",
        "NOT everybody was served or told");
  }
}
