package mercat.lab.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Systems whose parent was killed before it could stop them. */
public final class Orphans {
  private static final Duration GONE_MAX = Duration.ofSeconds(10);

  private Orphans() {}

  /** Ends every node and database that was started in a directory; gives how many there were. */
  public static int end(Path data) {
    var orphans =
        ProcessHandle.allProcesses().filter(process -> isSystemIn(process, data)).toList();
    orphans.forEach(ProcessHandle::destroyForcibly);
    var unused =
        Waiting.until(
            GONE_MAX,
            Duration.ofMillis(20),
            () -> orphans.stream().noneMatch(ProcessHandle::isAlive));
    return orphans.size();
  }

  private static boolean isSystemIn(ProcessHandle process, Path data) {
    var info = process.info();
    if (!info.command().map(command -> command.endsWith("java")).orElse(false)) {
      return false;
    }
    var arguments = List.of(info.arguments().orElse(new String[0]));
    var at = arguments.indexOf("--data");
    return (arguments.contains("up") || arguments.contains("serve"))
        && at >= 0
        && at + 1 < arguments.size()
        && Path.of(arguments.get(at + 1)).startsWith(data);
  }
}
