package mercat.lab.system;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.verify.UnreachableException;

/** Programs that this process starts, and how it waits for their end. */
public final class ChildProcess {
  /** Waits for a word on its input before it becomes the program: none comes when nobody guards. */
  private static final List<String> ONCE_GUARDED =
      List.of("/bin/sh", "-c", "read -r word && exec \"$@\" </dev/null", "mercat-child");

  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final int TAIL_LINES = 12;
  private static final int LINE_MAX = 300;
  private static final Duration RUN_MAX = Duration.ofSeconds(10);

  private ChildProcess() {}

  /**
   * Starts one that reads nothing; what it says is added to the log. It ends with this process, at
   * the latest some seconds after it, however this process ends.
   */
  public static Process start(List<String> command, Path log, Map<String, String> environment) {
    requireProgram(command.getFirst());
    var words = new ArrayList<>(ONCE_GUARDED);
    words.addAll(command);
    var builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    prepare(builder.environment(), environment);
    return Io.get(
        "cannot start " + command.getFirst(),
        () -> {
          Files.createDirectories(log.toAbsolutePath().getParent());
          var process = builder.start();
          try (var go = process.outputWriter(StandardCharsets.UTF_8)) {
            ChildGuard.ofThisProcess().guard(process);
            go.write("go\n");
          }
          return process;
        });
  }

  private static void requireProgram(String name) {
    var path = String.valueOf(System.getenv("PATH"));
    boolean isThere =
        name.contains("/")
            ? Files.isExecutable(Path.of(name))
            : Stream.of(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    if (!isThere) {
      throw new UnreachableException("cannot start " + name + ": there is no such program");
    }
  }

  public record Ended(int code, String output) {}

  public static Ended run(List<String> command, Map<String, String> environment) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    prepare(builder.environment(), environment);
    return Io.get(
        command.getFirst() + " cannot be run",
        () -> {
          var process = builder.start();
          process.getOutputStream().close();
          var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          var code = awaitEnd(process, RUN_MAX);
          process.destroyForcibly();
          return new Ended(code.orElse(-1), output);
        });
  }

  /**
   * Makes the environment of a child: this process's own without what would lead the child to
   * another database or other settings than it was started for, and what it is given.
   */
  static void prepare(Map<String, String> environment, Map<String, String> given) {
    environment
        .keySet()
        .removeIf(name -> name.equals("DATABASE_URL") || name.startsWith("MERCAT_"));
    environment.putAll(given);
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

  /** Waits until it is ready; fails with its last words when it ends first. */
  public static void awaitReady(
      Process process, Path log, Duration atMost, BooleanSupplier isReady) {
    var ready =
        Awaiting.until(
            atMost,
            Duration.ofMillis(25),
            () -> {
              requireAlive(process, log);
              return isReady.getAsBoolean();
            });
    if (!ready) {
      throw new UnreachableException(
          "Mercat is not ready after %d s%s".formatted(atMost.toSeconds(), tail(log)));
    }
  }

  static void requireAlive(Process process, Path log) {
    if (!process.isAlive()) {
      throw new UnreachableException(
          "Mercat ended with exit code %d%s".formatted(process.exitValue(), tail(log)));
    }
  }

  /** What a child said last: its one clear line where there is one, else the end of its log. */
  public static String tail(Path log) {
    try {
      var lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      var clear = lines.stream().filter(line -> line.startsWith("mercat: ")).toList();
      var shown = clear.isEmpty() ? lines : clear;
      return shown.stream()
          .skip(Math.max(0, shown.size() - TAIL_LINES))
          .map(line -> line.length() > LINE_MAX ? line.substring(0, LINE_MAX) + "…" : line)
          .collect(
              Collectors.joining(
                  "\n  ", "; its last words:\n  ", "\n  (all of them: " + log + ")"));
    } catch (IOException unreadable) {
      return "; its log is " + log;
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
