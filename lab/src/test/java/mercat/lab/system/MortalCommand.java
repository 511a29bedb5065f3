package mercat.lab.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A command that takes a directory and starts what commands start; then it waits to be killed. */
final class MortalCommand {
  /** It goes on for five minutes, and takes a signal within a moment. */
  private static final String WAITS =
      "trap 'exit 0' TERM INT; i=0; while [ $i -lt 3000 ]; do sleep 0.1; i=$((i + 1)); done";

  private MortalCommand() {}

  /** Takes the directory; prints the processes that must end, then those that must not. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var data = Path.of(arguments[0]);
    DataDirectory.fresh(data);
    var child = ChildProcess.start(List.of("sleep", "300"), data.resolve("log"), Map.of());
    var frozen = ChildProcess.start(List.of("sleep", "300"), data.resolve("log"), Map.of());
    ChildProcess.signal("STOP", frozen.pid());
    var cluster = data.resolve("shop/postgres/data");
    var server = stranger("sh", "-c", WAITS, "postgres", "-D", cluster.toString());
    note(cluster, server);
    var namesake = stranger("sleep", "300");
    note(data.resolve("old/postgres/data"), namesake);
    var elsewhere = Path.of(arguments[1]);
    var other = stranger("sh", "-c", WAITS, "postgres", "-D", elsewhere.toString());
    note(elsewhere, other);
    System.out.println(child.pid() + " " + frozen.pid() + " " + server.pid());
    System.out.println(namesake.pid() + " " + other.pid());
    Thread.currentThread().join();
  }

  private static Process stranger(String... words) throws IOException {
    return new ProcessBuilder(words)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** What a server leaves in the directory of its files. */
  private static void note(Path cluster, Process server) throws IOException {
    Files.createDirectories(cluster);
    Files.writeString(cluster.resolve("postmaster.pid"), server.pid() + "\n" + cluster + "\n");
  }
}
