package mercat.lab.bench;

import java.nio.file.Path;
import java.util.Optional;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.SystemLaunch;
import mercat.lab.terminal.Screen;

/** One bench as it was asked for, on a data directory that is emptied first. */
public record BenchRun(
    Path data,
    Optional<Integer> port,
    Optional<Integer> opsPort,
    Optional<String> databaseUrl,
    Depth depth,
    int rounds,
    boolean isPgbenchAllowed) {

  /** How thorough a bench is. Only a full one is judged. */
  public enum Depth {
    FULL,
    RACE,
    QUICK
  }

  public BenchVerdict measure(Screen screen) {
    var directory = new DataDirectory(data);
    directory.empty();
    directory.take();
    var launch = SystemLaunch.onFreePorts(data, port, opsPort, databaseUrl);
    var plan =
        switch (depth) {
          case FULL -> BenchPlan.full(rounds);
          case RACE -> BenchPlan.race(rounds);
          case QUICK -> BenchPlan.quick();
        };
    var verdict = new Bench(launch, plan, isPgbenchAllowed, screen).run();
    BenchTable.print(verdict, screen);
    return verdict;
  }
}
