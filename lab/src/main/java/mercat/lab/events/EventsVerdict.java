package mercat.lab.events;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mercat.lab.events.LogComparison.LogTally;
import mercat.lab.events.MortalConsumer.Kill;
import mercat.lab.replay.Replay.ReplayVerdict;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;

/**
 * What a consumer kept that was killed again and again: true when the month was replayed to the
 * penny, the consumer died as often as planned, and it kept each event of every log once, in the
 * log's order, and nothing else.
 *
 * @param pages that were kept, each with at least one event
 * @param pageEventsMax how many events a page may have
 * @param events that were kept
 * @param logs what was kept of each
 */
record EventsVerdict(
    boolean ok,
    long seed,
    ReplayVerdict replay,
    List<Kill> kills,
    long pages,
    int pageEventsMax,
    long events,
    List<LogTally> logs,
    List<String> troubles,
    double seconds)
    implements CommandVerdict {

  /** The logs that hold something; the replay's part was printed when it was over. */
  @Override
  public void print(Screen screen) {
    var table =
        TextTable.of("log | events | kept | missing | twice | out of order | not in the log");
    for (var log : logs.stream().filter(log -> log.logged() + log.kept() > 0).toList()) {
      table.add(
          log.context(),
          log.logged(),
          log.kept(),
          log.missing(),
          log.twice(),
          log.outOfOrder(),
          log.foreign());
    }
    screen.table(table);
    screen.line("kept", "%s events in %s pages of at most %s", events, pages, pageEventsMax);
    screen.line("killed", "%s times%s", kills.size(), where());
    screen.line("seed", "%s", String.valueOf(seed));
    screen.line("took", "%s s", seconds);
    screen.troubles(troubles);
    screen.verdict(ok, "each event once, in the order of its log", "NOT each event once, in order");
  }

  private String where() {
    return kills.stream()
        .collect(Collectors.groupingBy(Kill::point, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(point -> "%d %s".formatted(point.getValue(), point.getKey().words()))
        .collect(Collectors.joining(", ", ": ", ""));
  }
}
