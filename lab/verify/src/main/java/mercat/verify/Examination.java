package mercat.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One invariant being examined: collects what was checked and what was wrong. */
final class Examination {
  private static final int SHOWN_MAX = 5;

  private final ReadSession snapshot;
  private final Acks acks;
  private final List<String> faults = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long faultCount;
  private long checked;

  Examination(ReadSession snapshot, Acks acks) {
    this.snapshot = snapshot;
    this.acks = acks;
  }

  static Finding of(Verify.Invariant invariant, ReadSession snapshot, Acks acks) {
    var examination = new Examination(snapshot, acks);
    invariant.examination().accept(examination);
    return examination.finding(invariant);
  }

  ReadSession snapshot() {
    return snapshot;
  }

  Acks acks() {
    return acks;
  }

  long checked() {
    return checked;
  }

  void checked(long more) {
    checked += more;
  }

  void checked(String count) {
    checked += snapshot.number(count);
  }

  /** Runs a statement each of whose rows is a fault, described in its one column. */
  void faults(String sql, Object... parameters) {
    var found =
        snapshot.rows(
            "select coalesce(fault, 'a fault without words'), count(*) over ()"
                + " from (%s) as found (fault) limit %d".formatted(sql, SHOWN_MAX),
            row -> Map.entry(row.getString(1), row.getLong(2)),
            parameters);
    found.stream().limit(SHOWN_MAX - faults.size()).forEach(fault -> faults.add(fault.getKey()));
    if (!found.isEmpty()) {
      faultCount += found.getFirst().getValue();
    }
  }

  /** Something worth knowing that is no fault. */
  void note(String text) {
    notes.add(text);
  }

  /** How many there are, if any. */
  void noteAny(String count, String what) {
    var found = snapshot.number(count);
    if (found > 0) {
      note(found + " " + what);
    }
  }

  private Finding finding(Verify.Invariant invariant) {
    var holds = faultCount == 0;
    var shown = new ArrayList<>(faults);
    if (faultCount > faults.size()) {
      shown.add("and " + (faultCount - faults.size()) + " more");
    }
    return new Finding(
        invariant.id(),
        holds,
        checked,
        String.join("; ", holds ? notes : shown),
        invariant.promise());
  }
}
