package mercat.lab.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import mercat.verify.UnreachableException;

/** Programs that this process starts, and how it waits for their end. */
public final class ChildProcess {
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final Duration RUN_MAX = Duration.ofSeconds(10);

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

  public record Ended(int code, String output) {}

  public static Ended run(List<String> command, Map<String, String> environment) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var code = awaitEnd(process, RUN_MAX);
      process.destroyForcibly();
      return new Ended(code.orElse(-1), output);
    } catch (IOException failure) {
      throw new UnreachableException(
          command.getFirst() + " cannot be run: " + failure.getMessage(), failure);
    }
  }

  /** Sends a signal by name, such as {@code STOP} and {@code CONT}. */
  public static void signal(String name, long pid) {
    if (run(List.of("kill", "-" + name, String.valueOf(pid)), Map.of()).code() != 0) {
      throw new UnreachableException("process " + pid + " cannot be sent SIG" + name);
    }
  }

  /**
   * Words that lead a program into a session of its own, so that a Ctrl-C does not reach it; none
   * where the machine has no such program.
   */
  public static List<String> ownSession() {
    return Files.isExecutable(SETSID) ? List.of(SETSID.toString()) : List.of();
  }

  public static OptionalInt awaitEnd(Process process, Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException interrupted) {
      throw Awaiting.interrupted(interrupted);
    }
  }

  /** Takes back what was to be done at the end of this process. */
  public static void forget(Thread shutdownHook) {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException alreadyStopping) {
      // the hook itself is at work
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
