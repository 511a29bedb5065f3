package mercat.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the server's own programs, apart from whatever PostgreSQL the caller's environment names.
 */
final class ProgramRunner {
  /** How a program ended and what it said. */
  record Result(int status, String output) {
    boolean succeeded() {
      return status == 0;
    }
  }

  private ProgramRunner() {}

  static Process start(List<String> prefix, Path output, List<String> command) throws IOException {
    var words = new ArrayList<>(prefix);
    words.addAll(command);
    var builder = new ProcessBuilder(words);
    builder.directory(Path.of("/").toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    environment.put("LC_ALL", "C");
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    return builder.start();
  }

  /** Runs a program to its end; a program that cannot be run at all has status 127. */
  static Result run(List<String> prefix, Duration patience, List<String> command) {
    try {
      var output = Files.createTempFile("mercat-", ".out");
      try {
        var process = start(prefix, output, command);
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          return new Result(124, "took longer than " + patience.toSeconds() + " s");
        }
        var text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return new Result(process.exitValue(), text.strip());
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException failure) {
      return new Result(127, String.valueOf(failure.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while running " + command.getFirst());
    }
  }
}
