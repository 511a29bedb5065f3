package mercat.lab.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mercat.lab.terminal.Numbers;
import mercat.lab.torture.FaultEvidence.AfterCrash;
import mercat.lab.torture.Freeze.Zombie;

/** What is promised of single faults, and which of it one of them broke. */
final class Promises {
  /** How long after a fault somebody may still be named, or not yet be, in milliseconds. */
  static final long TRUTH_MS_MAX = 60_000;

  /** How long after the database accepts connections nobody may be served. */
  private static final long AFTER_DATABASE_MS_MAX = 5_000;

  /** How long a process that holds a log's head and does nothing may keep all others waiting. */
  private static final long SILENT_MS_MAX = 1_500;

  private static final Set<String> OF_DATABASE = Set.of("F9", "F21");

  private Promises() {}

  /** Each promise that was broken, in words. */
  static List<String> brokenBy(Incident incident) {
    var broken = new ArrayList<String>();
    var measures = incident.measures();
    if (!incident.recovered()) {
      broken.add("not everybody was served as before in time");
    }
    var waited = Math.max(measures.waitedMs(), incident.unavailableMs());
    var waitMax = waitMsMax(incident);
    if (waited > waitMax) {
      broken.add("a client was not served for %s, bound %s".formatted(s(waited), s(waitMax)));
    }
    if (incident.id().equals("F9") && measures.silenceAfterMs() > AFTER_DATABASE_MS_MAX) {
      broken.add(
          "nobody was served for %s after the database accepted connections, bound %s"
              .formatted(s(measures.silenceAfterMs()), s(AFTER_DATABASE_MS_MAX)));
    }
    if (measures.staleMs() > TRUTH_MS_MAX) {
      broken.add("a dead node was named for " + s(measures.staleMs()));
    }
    if (!measures.untruth().isEmpty()) {
      broken.add("in the end " + measures.untruth());
    } else if (measures.truthMs() > TRUTH_MS_MAX) {
      broken.add("nodes agreed on who is there only after " + s(measures.truthMs()));
    }
    var evidence = measures.evidence();
    if (evidence.fewestOfASide().orElse(1) == 0) {
      broken.add("one side of the parted nodes took no order");
    }
    evidence.zombie().ifPresent(zombie -> look(zombie, broken));
    evidence.afterCrash().ifPresent(found -> look(found, broken));
    evidence.caught().ifPresent(found -> look(found, broken));
    return broken.stream().map(what -> incident.id() + ": " + what).toList();
  }

  private static void look(Zombie zombie, List<String> broken) {
    zombie.twice().forEach(what -> broken.add("done twice: " + what));
    if (zombie.leftOrders() == 0 || zombie.lookedAt() == 0) {
      broken.add("the frozen node had nothing to do, which proves nothing");
    }
  }

  private static void look(AfterCrash found, List<String> broken) {
    if (!found.isAtRest()) {
      broken.add("not at rest by itself after " + s(found.settledMs()));
    }
    found.broken().forEach(what -> broken.add("when nobody had asked again: " + what));
  }

  private static void look(Ambush.Caught found, List<String> broken) {
    if (found.held().isEmpty()) {
      broken.add("never caught between append and COMMIT in %d stops".formatted(found.attempts()));
    }
    if (found.silentMs() > SILENT_MS_MAX) {
      broken.add(
          "nobody was served for %s while another held a log, bound %s"
              .formatted(s(found.silentMs()), s(SILENT_MS_MAX)));
    }
  }

  static boolean isOfDatabase(String fault) {
    return OF_DATABASE.contains(fault);
  }

  private static long waitMsMax(Incident incident) {
    return switch (incident.id()) {
      case "F1", "F2" -> 5_000;
      case "F3" -> incident.measures().evidence().ofOldest() ? 30_000 : 15_000;
      case "F5" -> 15_000;
      case "F9" -> incident.lastedMs() + AFTER_DATABASE_MS_MAX;
      case "F21" -> 60_000;
      default -> Long.MAX_VALUE;
    };
  }

  private static String s(long ms) {
    return Numbers.seconds(ms);
  }
}
