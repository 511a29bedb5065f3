package mercat.lab.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import mercat.lab.load.UnreachableException;
import mercat.lab.month.BundledMonth;
import mercat.lab.month.Month;
import mercat.lab.system.DataDirectory;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;

/** Tries faults round by round, each on a system of its own, and tells what each came to. */
public final class Crash {
  private final CrashPlan plan;
  private final Screen screen;

  public Crash(CrashPlan plan, Screen screen) {
    this.plan = plan;
    this.screen = screen;
  }

  public CrashVerdict run() {
    var startNanos = System.nanoTime();
    var month = month();
    var rounds = new ArrayList<RoundVerdict>();
    var freezes = new ArrayList<FreezeVerdict>();
    for (var fault : plan.faults()) {
      for (var round = 1; round <= plan.rounds(); round++) {
        rounds.add(crash(fault, round, month));
      }
    }
    for (var round = 1; plan.freezes() && round <= plan.rounds(); round++) {
      freezes.add(freeze(round));
    }
    var verdict =
        CrashVerdict.of(
            plan.seed(), rounds, freezes, Numbers.rounded((System.nanoTime() - startNanos) / 1e9));
    verdict.print(screen);
    return verdict;
  }

  private Month month() {
    new DataDirectory(plan.data()).take();
    return BundledMonth.read(plan.data()).first(plan.ordersMax());
  }

  private RoundVerdict crash(Fault fault, int round, Month month) {
    screen.note("%s, round %d of %d".formatted(fault.word(), round, plan.rounds()));
    return in(
        plan.folder(fault.word(), round),
        folder ->
            new CrashRound(fault, round, month, plan.chance(fault.word(), round), folder, screen)
                .run(),
        RoundVerdict::holds,
        lost -> RoundVerdict.lost(fault, round, lost.getMessage()));
  }

  private FreezeVerdict freeze(int round) {
    screen.note("freeze, round %d of %d".formatted(round, plan.rounds()));
    return in(
        plan.folder("freeze", round),
        folder ->
            new FreezeRound(round, plan.freeze(), plan.chance("freeze", round), folder, screen)
                .run(),
        FreezeVerdict::holds,
        lost -> FreezeVerdict.lost(round, lost.getMessage()));
  }

  /**
   * A round's folder is empty when it begins, and stays for whoever wants to know why it failed.
   */
  private static <V> V in(
      Path folder,
      Function<Path, V> round,
      Predicate<V> holds,
      Function<UnreachableException, V> lost) {
    var directory = new DataDirectory(folder);
    directory.empty();
    directory.take();
    V verdict;
    try {
      verdict = round.apply(folder);
    } catch (UnreachableException unavailable) {
      verdict = lost.apply(unavailable);
    }
    if (holds.test(verdict)) {
      directory.empty();
      delete(folder);
    }
    return verdict;
  }

  private static void delete(Path folder) {
    try {
      Files.delete(folder);
    } catch (IOException failure) {
      throw new UnreachableException("cannot remove " + folder, failure);
    }
  }
}
