package mercat.lab.torture;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mercat.lab.terminal.Numbers;
import mercat.lab.torture.Checker.Violation;
import mercat.lab.torture.Checker.Wrong;
import mercat.lab.torture.RequestTally.Mark;
import mercat.lab.torture.TortureVerdict.Skipped;
import mercat.verify.Verify;

/**
 * What happened in a run that is over, and what is to be said of it: what every client was told is
 * held against what is there.
 *
 * @param skipped faults that were wanted, and could not be
 * @param samples how often the invariants were looked at meanwhile
 * @param troubles what was wrong already; a late sample may still add to it
 */
record Judgement(
    Scene scene,
    List<Incident> incidents,
    List<Skipped> skipped,
    TopologyWatch topology,
    History history,
    int samples,
    List<String> troubles) {
  private static final int TROUBLES_MAX = 10;

  /**
   * The verdict.
   *
   * @param startNanos when the run began
   */
  TortureVerdict verdict(long startNanos) {
    var cluster = scene.cluster();
    var tally = scene.tally();
    var book = scene.provider().map(process -> ProviderBook.read(process.journal()));
    var stored = FinalState.of(cluster.database());
    var state = book.map(stored::with).orElse(stored);
    var violations = Checker.check(history.ops(), state);
    var provider = book.map(read -> ProviderVerdict.of(read, state, cluster.database(), incidents));
    provider.ifPresent(verdict -> troubles.addAll(verdict.broken()));
    var verified = Verify.run(cluster.database(), history.acks());
    violations.stream().limit(TROUBLES_MAX).forEach(found -> troubles.add(found.toString()));
    troubles.addAll(verified.broken());
    var reports = FaultReport.of(Torture.faults(), incidents, tally.failures());
    reports.forEach(report -> troubles.addAll(report.broken()));
    var pending = tally.count(Mark.LEFT_PENDING);
    var wrong = List.copyOf(troubles);
    return new TortureVerdict(
        wrong.isEmpty(),
        scene.plan().seed(),
        scene.plan().minutes(),
        cluster.members().size(),
        scene.rate(),
        tally.count(Mark.CAME) + tally.count(Mark.REPEATED),
        tally.count(Mark.ACKNOWLEDGED) + pending,
        tally.count(Mark.REFUSED),
        pending,
        tally.failures().size(),
        counts(violations),
        samples,
        topology.looks(),
        topology.untruths(),
        reports,
        provider.orElse(null),
        skipped,
        verified.all(),
        wrong,
        reports.stream().flatMap(report -> report.untold().stream()).toList(),
        history.file().toString(),
        Numbers.secondsSince(startNanos));
  }

  private static Map<Wrong, Long> counts(List<Violation> violations) {
    var counts = new EnumMap<Wrong, Long>(Wrong.class);
    Stream.of(Wrong.values()).forEach(kind -> counts.put(kind, 0L));
    violations.forEach(violation -> counts.merge(violation.kind(), 1L, Long::sum));
    return counts;
  }
}
