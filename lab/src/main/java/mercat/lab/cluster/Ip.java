package mercat.lab.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mercat.verify.UnreachableException;

/** The machine's own {@code ip}. */
final class Ip {
  private static final int SECONDS_MAX = 10;

  private Ip() {}

  /** Runs it; fails with what it said. */
  static void run(String... words) {
    var unused = lines(words);
  }

  /** What it says, line by line. */
  static List<String> lines(String... words) {
    var command = new ArrayList<String>();
    command.add("ip");
    command.addAll(List.of(words));
    var ended = end(command);
    if (ended.code() != 0) {
      throw new UnreachableException(
          String.join(" ", command) + ": " + ended.output().strip().replace("\n", " "));
    }
    return ended.output().lines().toList();
  }

  /** Runs any program whose failure does not matter. */
  static void attempt(String... words) {
    var unused = end(List.of(words));
  }

  private record Ended(int code, String output) {}

  private static Ended end(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new UnreachableException(String.join(" ", command) + " does not end");
      }
      return new Ended(process.exitValue(), output);
    } catch (IOException failure) {
      throw new UnreachableException(
          command.getFirst() + " cannot be run: " + failure.getMessage(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, interrupted);
    }
  }
}
