package mercat.lab.crash;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.lab.terminal.Verdict;

/** What all crashes and freezes came to; true when every one of them was survived whole. */
@JsonPropertyOrder("ok")
public record CrashVerdict(
    boolean ok, long seed, List<RoundVerdict> rounds, List<FreezeVerdict> freezes, double seconds)
    implements Verdict {

  public CrashVerdict {
    rounds = List.copyOf(rounds);
    freezes = List.copyOf(freezes);
  }

  static CrashVerdict of(
      long seed, List<RoundVerdict> rounds, List<FreezeVerdict> freezes, double seconds) {
    var ok =
        rounds.stream().allMatch(RoundVerdict::holds)
            && freezes.stream().allMatch(FreezeVerdict::holds);
    return new CrashVerdict(ok, seed, rounds, freezes, seconds);
  }

  /** The verdict as people read it. */
  public void print(Screen screen) {
    if (!rounds.isEmpty()) {
      screen.print("");
      crashes().lines().forEach(line -> screen.print("  " + line));
    }
    if (!freezes.isEmpty()) {
      screen.print("");
      silences().lines().forEach(line -> screen.print("  " + line));
    }
    screen.print("");
    rounds.forEach(round -> complain(screen, round.fault(), round.round(), round.troubles()));
    freezes.forEach(round -> complain(screen, "freeze", round.round(), round.troubles()));
    screen.print("  seed        " + seed);
    screen.print("  took        %s s".formatted(Numbers.decimal(seconds)));
    screen.print(
        "  verdict     "
            + (ok
                ? screen.good("nothing was lost, nothing was done twice")
                : screen.bad("NOT everything was survived whole")));
  }

  private TextTable crashes() {
    var table =
        new TextTable("fault", "round", "acknowledged", "pending", "settled", "verify", "again");
    for (var round : rounds) {
      table.add(
          round.fault(),
          String.valueOf(round.round()),
          Numbers.count(round.acknowledged()),
          Numbers.count(round.pendingAfter()),
          seconds(round.settledAfterMs()),
          said(round.verify()),
          said(round.replayAgain()));
    }
    return table;
  }

  private TextTable silences() {
    var table =
        new TextTable(
            "freeze", "stops", "held", "silent", "confirmed", "repeated", "verify", "once");
    for (var freeze : freezes) {
      table.add(
          String.valueOf(freeze.round()),
          String.valueOf(freeze.attempts()),
          freeze.held(),
          seconds(freeze.silentMs()),
          Numbers.count(freeze.confirmed()),
          Numbers.count(freeze.repeated()),
          said(freeze.verify()),
          said(freeze.onlyOnce()));
    }
    return table;
  }

  private static String seconds(long ms) {
    return Numbers.decimal(ms / 1e3) + " s";
  }

  private static String said(boolean holds) {
    return holds ? "yes" : "NO";
  }

  private static void complain(Screen screen, String what, int round, List<String> troubles) {
    troubles.forEach(
        trouble -> screen.print("  %s %s %d: %s".formatted(screen.bad("!"), what, round, trouble)));
  }
}
