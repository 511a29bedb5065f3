package mercat.lab.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mercat.lab.system.ChildProcess;
import mercat.verify.UnreachableException;

/** The machine's own {@code ip}. */
final class Ip {
  private Ip() {}

  static void run(String... words) {
    var unused = lines(words);
  }

  static List<String> lines(String... words) {
    var command = new ArrayList<String>();
    command.add("ip");
    command.addAll(List.of(words));
    var ended = ChildProcess.run(command, Map.of());
    if (ended.code() != 0) {
      throw new UnreachableException(
          String.join(" ", command) + ": " + ended.output().strip().replace("\n", " "));
    }
    return ended.output().lines().toList();
  }

  /** Runs any program whose failure does not matter. */
  static void attempt(String... words) {
    var unused = ChildProcess.run(List.of(words), Map.of());
  }
}
