package mercat.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** What happened during one seed, line by line, to be read when the seed fails. */
final class Journal {
  private static final Path FOLDER = Path.of("target", "simulation");

  private final long began = System.nanoTime();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  void note(String line) {
    long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    lines.add("%6d ms  %s".formatted(ms, line));
  }

  /** Writes it down; where. */
  Path write(long seed) {
    try {
      Files.createDirectories(FOLDER);
      return Files.write(FOLDER.resolve("seed-" + seed + ".txt"), lines).toAbsolutePath();
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
