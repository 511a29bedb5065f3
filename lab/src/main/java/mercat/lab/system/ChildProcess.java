package mercat.lab.system;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import mercat.verify.UnreachableException;

/** Programs that this process starts, and how it waits for their end. */
public final class ChildProcess {
  private ChildProcess() {}

  /**
   * Starts one that reads nothing.
   *
   * @param log where it writes what it has to say, after what is there already
   */
  public static Process start(List<String> command, Path log, Map<String, String> environment) {
    var builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException failure) {
      throw new UnreachableException(
          "cannot start " + command.getFirst() + ": " + failure.getMessage(), failure);
    }
  }

  /** Its exit code; empty when it did not end in time. */
  public static OptionalInt awaitEnd(Process process, Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a process was to end", interrupted);
    }
  }

  /** Asks it to end; one that does not in time is ended. */
  public static void stop(Process process, Duration atMost) {
    process.destroy();
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
