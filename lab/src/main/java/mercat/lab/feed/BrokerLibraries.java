package mercat.lab.feed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.Io;
import mercat.lab.terminal.Screen;
import mercat.verify.UnreachableException;

/** Where the jars of a Kafka broker are: no part of Mercat, and fetched when they are wanted. */
final class BrokerLibraries {
  private static final Duration FETCH_MAX = Duration.ofMinutes(10);

  private BrokerLibraries() {}

  /**
   * The directory that was named, which may be {@code libs} of Kafka's own distribution.
   *
   * @throws UnreachableException when it holds no broker
   */
  static Path of(Path named) {
    if (!hasBroker(named)) {
      throw new UnreachableException("no jar of a Kafka broker (kafka_*.jar) is in " + named);
    }
    return named;
  }

  /**
   * The sources' own, which Maven fetches the first time.
   *
   * @throws UnreachableException when there are no sources, or it cannot fetch them
   */
  static Path fetched(Path work, Screen screen) {
    var home = System.getProperty("mercat.home");
    if (home == null) {
      throw new UnreachableException("name the jars of a Kafka broker by --broker-libs");
    }
    var libraries = Path.of(home, "lab", "broker", "target", "lib");
    if (!hasBroker(libraries)) {
      screen.note("fetching the libraries of a Kafka broker …");
      fetch(Path.of(home), work.resolve("maven.log"));
    }
    return of(libraries);
  }

  private static boolean hasBroker(Path directory) {
    return Files.isDirectory(directory)
        && Io.files(directory, 1).stream()
            .anyMatch(file -> file.getFileName().toString().matches("kafka_[0-9.]+-.*\\.jar"));
  }

  private static void fetch(Path home, Path log) {
    var pom = home.resolve("pom.xml").toString();
    var words = List.of("mvn", "-f", pom, "-Dmercat.run", "-q", "-pl", "lab/broker", "package");
    var maven = ChildProcess.start(words, log, Map.of());
    var code = ChildProcess.awaitEnd(maven, FETCH_MAX);
    maven.destroy();
    if (code.orElse(-1) != 0) {
      throw new UnreachableException(
          "the libraries of a Kafka broker cannot be fetched, see %s; or name others by --broker-libs"
              .formatted(log));
    }
  }
}
