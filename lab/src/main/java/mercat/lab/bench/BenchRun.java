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
    boolean isQuick,
    int rounds,
    boolean isPgbenchAllowed) {

  public BenchVerdict measure(Screen screen) {
    var directory = new DataDirectory(data);
    directory.empty();
    directory.take();
    var launch = SystemLaunch.onFreePorts(data, port, opsPort, databaseUrl);
    var plan = isQuick ? BenchPlan.quick() : BenchPlan.full(rounds);
    var verdict = new Bench(launch, plan, isPgbenchAllowed, screen).run();
    BenchTable.print(verdict, screen);
    return verdict;
  }
}
