package mercat.lab.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mercat.lab.system.Repeated;

/**
 * How much of the processor nobody used, as Linux counts it: for the whole machine, and for the
 * control group of this process where that has a quota. Where nothing is left, what comes late
 * tells of the machine and not of the system.
 */
final class ProcessorRoom implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final Pattern PERIODS = Pattern.compile("nr_periods (\\d+)");
  private static final Pattern THROTTLED = Pattern.compile("nr_throttled (\\d+)");

  /** Where {@code cpu} of {@code /proc/stat} says what is idle, and how many figures make all. */
  private static final int IDLE = 4;

  private static final int FIGURES = 8;

  private final NavigableMap<Long, Look> looks = new ConcurrentSkipListMap<>();
  private final Optional<Path> quota = quota();
  private final Repeated clock;

  /** Sums since the machine started. */
  private record Look(long idle, long all, long periods, long throttled) {
    private double since(Look before) {
      var free = share(idle - before.idle, all - before.all);
      var held = share(throttled - before.throttled, periods - before.periods);
      return periods == before.periods ? free : Math.min(free, 1 - held);
    }

    private static double share(long part, long whole) {
      return whole <= 0 ? 1 : (double) part / whole;
    }
  }

  ProcessorRoom() {
    look();
    clock = new Repeated(LOOK_EVERY, "processor-room", this::look);
  }

  /** The unused share of the time between two moments; 1 where the machine does not tell. */
  double share(long fromNanos, long toNanos) {
    return looks.isEmpty() ? 1 : at(toNanos).since(at(fromNanos));
  }

  private Look at(long nanos) {
    return Optional.ofNullable(looks.floorEntry(nanos)).orElseGet(looks::firstEntry).getValue();
  }

  private void look() {
    try {
      var words =
          Files.readString(Path.of("/proc/stat")).lines().findFirst().orElse("").split(" +", -1);
      var all = Stream.of(words).skip(1).limit(FIGURES).mapToLong(Long::parseLong).sum();
      var limits = quota.isPresent() ? Files.readString(quota.get()) : "";
      looks.put(
          System.nanoTime(),
          new Look(
              Long.parseLong(words[IDLE]),
              all,
              figure(PERIODS, limits),
              figure(THROTTLED, limits)));
    } catch (IOException notLinux) {
      // it does not tell
    }
  }

  private static long figure(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  /** What counts the quota of this process's own group, of either version of control groups. */
  private static Optional<Path> quota() {
    try (var lines = Files.lines(Path.of("/proc/self/cgroup"))) {
      return lines
          .map(line -> line.split(":", 3))
          .filter(group -> group[1].isEmpty() || ("," + group[1] + ",").contains(",cpu,"))
          .map(group -> GROUPS.resolve(group[1].isEmpty() ? "." : "cpu").resolve("." + group[2]))
          .map(group -> group.resolve("cpu.stat"))
          .filter(Files::isReadable)
          .findFirst();
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    clock.close();
  }
}
