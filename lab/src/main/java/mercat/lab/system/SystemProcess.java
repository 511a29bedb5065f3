package mercat.lab.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.verify.DatabaseAccess;

/**
 * A running system that this process started. It is stopped when this is closed, and also when the
 * process is interrupted.
 */
public final class SystemProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final Duration STOP_MAX = Duration.ofSeconds(40);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  private final SystemLaunch launch;
  private final Process process;
  private final Optional<Thread> onInterrupt;
  private final long startNanos = System.nanoTime();

  private SystemProcess(SystemLaunch launch, Process process, boolean stopsByItself) {
    this.launch = launch;
    this.process = process;
    this.onInterrupt =
        stopsByItself
            ? Optional.of(new Thread(() -> ChildProcess.stop(process, STOP_MAX), "stop-the-child"))
            : Optional.empty();
    onInterrupt.ifPresent(Runtime.getRuntime()::addShutdownHook);
  }

  /** Starts a system and waits until it is ready, saying so on the screen. */
  public static SystemProcess startAndAwaitReady(SystemLaunch launch, Screen screen) {
    return Io.prepared(
        begin(launch),
        started -> Progress.during(screen, started::describeStart, started::awaitReady));
  }

  /** Starts a system as a person would, and waits for nothing. */
  public static SystemProcess start(SystemLaunch launch) {
    return start(launch, launch.launcherCommand(), true);
  }

  /**
   * Starts a system that is one of several: whoever starts it stops it, in its order. It goes on
   * writing where an earlier one of the same launch stopped.
   */
  public static SystemProcess startAsPart(SystemLaunch launch) {
    return start(launch, launch.javaCommand(), false);
  }

  /** Starts a system that may end before it is ready, and waits for nothing. */
  public static SystemProcess begin(SystemLaunch launch) {
    return start(launch, launch.javaCommand(), true);
  }

  private static SystemProcess start(
      SystemLaunch launch, List<String> command, boolean stopsByItself) {
    if (stopsByItself) {
      Io.run("cannot delete " + launch.log(), () -> Files.deleteIfExists(launch.log()));
    }
    var process = ChildProcess.start(command, launch.log(), launch.environment());
    return new SystemProcess(launch, process, stopsByItself);
  }

  private String describeStart() {
    return "starting Mercat … %d s".formatted((long) Numbers.secondsSince(startNanos));
  }

  public void awaitReady() {
    ChildProcess.awaitReady(process, launch.log(), START_MAX, this::isReady);
  }

  /** Fails with the child's last words when it has ended. */
  public void requireAlive() {
    ChildProcess.requireAlive(process, launch.log());
  }

  public boolean isReady() {
    try {
      return HttpReads.get(launch.opsAddress(), "/health/ready", ANSWER_MAX).status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  public String told(String path) {
    return Io.get(
        launch.opsAddress() + path + " cannot be read",
        () -> HttpReads.get(launch.opsAddress(), path, ANSWER_MAX).bodyText());
  }

  public SystemLaunch launch() {
    return launch;
  }

  public DatabaseAccess database() {
    return launch.database();
  }

  public String adminToken() {
    return DataDirectory.adminToken(launch.data().resolve("admin.token"));
  }

  /** The most memory that the Java process has held, in MB; 0 where the machine does not tell. */
  public double peakMb() {
    return statusMb("VmHWM:");
  }

  /** How much it holds now, in MB; 0 where the machine does not tell. */
  public double residentMb() {
    return statusMb("VmRSS:");
  }

  private double statusMb(String name) {
    try {
      for (var line : Files.readAllLines(Path.of("/proc", process.pid() + "", "status"))) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
    } catch (IOException notLinux) {
      // reported as unknown
    }
    return 0;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public int exitCode() {
    return process.exitValue();
  }

  /** Asks the process to drain and end, and waits for nothing. */
  public void terminate() {
    process.destroy();
  }

  /** Ends the process as a crash does, and waits until it is gone. Its database runs on. */
  public void kill() {
    var unused = process.destroyForcibly().onExit().join();
  }

  /** Waits for the process to end by itself; its exit code, empty when it did not in time. */
  public OptionalInt awaitEnd(Duration atMost) {
    return ChildProcess.awaitEnd(process, atMost);
  }

  public void freeze() {
    ChildProcess.signal("STOP", process.pid());
  }

  public void thaw() {
    ChildProcess.signal("CONT", process.pid());
  }

  public int await() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    ChildProcess.stop(process, STOP_MAX);
    onInterrupt.ifPresent(ChildProcess::forget);
  }
}
