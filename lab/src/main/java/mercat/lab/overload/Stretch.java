package mercat.lab.overload;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import mercat.lab.load.LoadReport;

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
 * @param normalAfterS seconds after its end until buyers at half of the peak were served as before
 *     it; 0 where that was not asked
 */
public record Stretch(
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

  public Stretch {
    answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
  }

  static Stretch of(
      double times, int peak, LoadReport report, long withoutRetryAfter, double residentMb) {
    var confirmed = report.count(201);
    var shed = report.count(503) + report.count(429);
    var goodput = confirmed / report.seconds();
    return new Stretch(
        times,
        (report.responses() + report.broken()) / report.seconds(),
        goodput,
        goodput / peak,
        shed,
        withoutRetryAfter,
        report.responses() - confirmed - shed + report.broken(),
        report.byStatus(),
        report.late(),
        report.successPercentileMs(99),
        residentMb,
        0);
  }

  Stretch normalAfter(double seconds) {
    return new Stretch(
        times,
        offered,
        goodput,
        goodputRatio,
        shed,
        withoutRetryAfter,
        errors,
        answers,
        late,
        p99Ms,
        residentMb,
        seconds);
  }
}
