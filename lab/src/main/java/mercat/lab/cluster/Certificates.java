package mercat.lab.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mercat.lab.cluster.Layout.Place;
import mercat.lab.load.UnreachableException;
import mercat.lab.system.SystemLaunch;

/** The certificates with which nodes know one another. */
final class Certificates {
  private static final int SECONDS_MAX = 60;

  private Certificates() {}

  /** Makes new ones, with the launcher's own command: they are valid for a month only. */
  static void make(Path folder, Layout layout) {
    var names = layout.places().stream().map(Place::name).collect(Collectors.joining(","));
    var log = folder.resolveSibling("certificates.log");
    try {
      Files.createDirectories(folder);
      var process =
          new ProcessBuilder(
                  SystemLaunch.javaCommand(
                      new SystemLaunch.Surroundings(
                          List.of(), List.of("-Xms16m", "-Xmx64m"), List.of()),
                      List.of("certs", "--out", folder.toString(), "--nodes", names)))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      if (process.isAlive() || process.exitValue() != 0) {
        throw new UnreachableException("no certificates could be made, see " + log);
      }
      Files.delete(log);
    } catch (IOException failure) {
      throw new UnreachableException(
          "no certificates could be made: " + failure.getMessage(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while certificates were made", interrupted);
    }
  }
}
