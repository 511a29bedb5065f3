package mercat.lab.events;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;

/** What a consumer kept beside the logs of all contexts, which are read by SQL. */
final class LogComparison {
  private static final int FAULTS_SHOWN_MAX = 3;

  private LogComparison() {}

  /**
   * Compares each log with what was kept of it.
   *
   * @param ends how far it must have been read at least
   * @param kept in the order in which it was kept
   */
  static List<LogTally> of(
      DatabaseAccess database, Map<String, Long> ends, List<ConsumedEvent> kept) {
    var keptOf =
        kept.stream()
            .collect(
                Collectors.groupingBy(ConsumedEvent::context, TreeMap::new, Collectors.toList()));
    var contexts = new TreeSet<>(ends.keySet());
    contexts.addAll(keptOf.keySet());
    var tallies = new ArrayList<LogTally>();
    try (var session = ReadSession.snapshotOf(database)) {
      for (var context : contexts) {
        var log =
            ends.containsKey(context) ? EventLogs.read(session, context) : List.<ConsumedEvent>of();
        tallies.add(
            tally(
                context,
                log,
                ends.getOrDefault(context, 0L),
                keptOf.getOrDefault(context, List.of())));
      }
    }
    return tallies;
  }

  /** The log is judged up to its end, or as far as something was kept of what came later. */
  static LogTally tally(
      String context, List<ConsumedEvent> log, long end, List<ConsumedEvent> kept) {
    var faults = new ArrayList<String>();
    var seen = new HashSet<ConsumedEvent>();
    long twice = 0;
    long outOfOrder = 0;
    long furthest = 0;
    for (var event : kept) {
      if (!seen.add(event)) {
        twice++;
        faults.add(fault("kept twice", event));
      } else if (event.position() <= furthest) {
        outOfOrder++;
        faults.add(fault("kept after event " + furthest, event));
      }
      furthest = Math.max(furthest, event.position());
    }
    long through = Math.max(end, furthest);
    var due = log.stream().filter(event -> event.position() <= through).toList();
    var missing = due.stream().filter(event -> !seen.contains(event)).toList();
    missing.forEach(event -> faults.add(fault("not kept", event)));
    var written = new HashSet<>(due);
    var foreign = seen.stream().filter(event -> !written.contains(event)).toList();
    foreign.forEach(event -> faults.add(fault("not in the log", event)));
    return new LogTally(
        context,
        due.size(),
        kept.size(),
        missing.size(),
        twice,
        outOfOrder,
        foreign.size(),
        faults.stream().limit(FAULTS_SHOWN_MAX).toList());
  }

  private static String fault(String what, ConsumedEvent event) {
    return "%s: %s: event %d, %s of %s"
        .formatted(event.context(), what, event.position(), event.type(), event.key());
  }

  /**
   * One log, and what was kept of it.
   *
   * @param logged events that must have been kept
   * @param kept events that were, repeats included
   * @param missing events of the log that were not
   * @param twice repeats of what had been kept before
   * @param outOfOrder events that were kept after later ones of the same log
   * @param foreign kept events that are not in the log as they were kept
   * @param faults the first few, in words
   */
  record LogTally(
      String context,
      long logged,
      long kept,
      long missing,
      long twice,
      long outOfOrder,
      long foreign,
      List<String> faults) {
    boolean isEqual() {
      return missing + twice + outOfOrder + foreign == 0;
    }
  }
}
