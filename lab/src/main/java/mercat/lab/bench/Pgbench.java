package mercat.lab.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's own load generator, where the machine has it. */
final class Pgbench {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private Pgbench() {}

  /** On the PATH, else the newest in Debian's place. */
  static Optional<Path> find() {
    return Stream.concat(onPath(System.getenv("PATH")), debian().stream())
        .map(folder -> folder.resolve("pgbench"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Stream<Path> onPath(@Nullable String path) {
    return path == null
        ? Stream.empty()
        : Stream.of(path.split(File.pathSeparator, -1))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of);
  }

  private static List<Path> debian() {
    if (!Files.isDirectory(DEBIAN)) {
      return List.of();
    }
    try (var versions = Files.list(DEBIAN)) {
      return versions
          .sorted(Comparator.comparing((Path folder) -> folder.getFileName().toString()).reversed())
          .map(folder -> folder.resolve("bin"))
          .toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
