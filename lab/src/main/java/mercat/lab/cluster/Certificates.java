package mercat.lab.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mercat.lab.cluster.Layout.Place;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.SystemLaunch;
import mercat.verify.UnreachableException;

/** The certificates with which nodes know one another. */
final class Certificates {
  private static final Duration MAKING_MAX = Duration.ofMinutes(1);

  private Certificates() {}

  /** Makes new ones, with the launcher's own command: they are valid for a month only. */
  static void make(Path folder, Layout layout) {
    var names = layout.places().stream().map(Place::name).collect(Collectors.joining(","));
    var log = folder.resolveSibling("certificates.log");
    try {
      Files.createDirectories(folder);
      var small =
          new SystemLaunch.Surroundings(List.of(), List.of("-Xms16m", "-Xmx64m"), List.of());
      var words = List.of("certs", "--out", folder.toString(), "--nodes", names);
      var process = ChildProcess.start(SystemLaunch.javaCommand(small, words), log, Map.of());
      var code = ChildProcess.awaitEnd(process, MAKING_MAX);
      process.destroyForcibly();
      if (code.orElse(1) != 0) {
        throw new UnreachableException("no certificates could be made, see " + log);
      }
      Files.delete(log);
    } catch (IOException failure) {
      throw new UnreachableException(
          "no certificates could be made: " + failure.getMessage(), failure);
    }
  }
}
