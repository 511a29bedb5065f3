package mercat.lab.crash;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import mercat.lab.database.DatabaseAccess;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.Patience;
import mercat.lab.load.UnreachableException;
import mercat.lab.shop.Shop;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Screen;

/**
 * One system on one data directory, whose process dies again and again and is started again. It is
 * less patient than a real one, so that what waits for a lease does not wait long.
 */
final class MortalSystem implements AutoCloseable {
  static final Duration LEASE = Duration.ofMillis(2_500);

  /** With it ends a start whose database does not answer in time: it is to be tried again. */
  private static final int UNAVAILABLE = 69;

  private static final int STARTS_MAX = 3;
  private static final String FAIL_POINT = "MERCAT_FAIL_POINT";
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1", // it will not live long enough for more
          "MERCAT_ORDERS_LEASE", LEASE.toMillis() + "ms",
          "MERCAT_ORDERS_RECHECK", "1s",
          "MERCAT_ORDERS_RECOVER_EVERY", "250ms",
          "MERCAT_PAYMENTS_PROVIDER_TIMEOUT", "500ms", // well before anybody looks again
          "MERCAT_PAYMENTS_RECHECK", "1500ms",
          "MERCAT_PAYMENTS_SANDBOX_SETTLE", "1500ms",
          "MERCAT_PAYMENTS_WORK_EVERY", "250ms");

  private final SystemLaunch launch;
  private final LoadGenerator load;
  private final Screen screen;
  private SystemProcess process;

  private MortalSystem(
      SystemLaunch launch, LoadGenerator load, Screen screen, SystemProcess process) {
    this.launch = launch;
    this.load = load;
    this.screen = screen;
    this.process = process;
  }

  /** Starts it for the first time, immortal. */
  static MortalSystem start(SystemLaunch bare, LoadGenerator load, Screen screen) {
    var launch = bare.with(IMPATIENT);
    return new MortalSystem(launch, load, screen, started(launch, screen));
  }

  DatabaseAccess database() {
    return process.database();
  }

  FateBook fates() {
    return new FateBook(database());
  }

  /** What the operations listener says under a path. */
  String told(String path) {
    return process.told(path);
  }

  /**
   * Waits until every order has its fate and everybody has followed.
   *
   * @throws UnreachableException when that does not come in time
   */
  void requireRest() {
    if (!new Rest(database()).await()) {
      throw new UnreachableException("not at rest after " + Rest.SETTLING_MAX.toSeconds() + " s");
    }
  }

  Shop shop(Patience patience) {
    return new Shop(load, launch.address(), process.adminToken(), patience);
  }

  /** Ends the process as a crash does, if it lives, and starts one that does not die. */
  void revive() {
    bury();
    process = started(launch, screen);
  }

  /** The same where an earlier start has failed. */
  void reviveIfDead() {
    if (!process.isAlive()) {
      revive();
    }
  }

  private static SystemProcess started(SystemLaunch launch, Screen screen) {
    for (var attempt = 1; ; attempt++) {
      try {
        return SystemProcess.startAndAwaitReady(launch, screen.silent());
      } catch (UnreachableException unavailable) {
        if (attempt == STARTS_MAX) {
          throw unavailable;
        }
      }
    }
  }

  /** The same, with every point counting its passages. */
  void reviveCounting() {
    bury();
    process = started(launch.with(Map.of(FAIL_POINT, "count")), screen);
  }

  /** The same, with one that dies at a point; it may do so before it is ready. */
  void reviveMortal(String point) {
    var isUnavailable = true;
    for (var attempt = 1; isUnavailable && attempt <= STARTS_MAX; attempt++) {
      bury();
      process = SystemProcess.begin(launch.with(Map.of(FAIL_POINT, point)));
      isUnavailable = !isReadyOrDead();
    }
  }

  /** False when it ended without having had a chance to die. */
  private boolean isReadyOrDead() {
    try {
      process.awaitReady();
      return true;
    } catch (UnreachableException ended) {
      var exitCode = process.awaitEnd(Duration.ZERO);
      if (exitCode.isEmpty()) {
        throw ended;
      }
      return exitCode.getAsInt() != UNAVAILABLE;
    }
  }

  /** The exit code with which it died by itself, empty when it lives on. */
  OptionalInt awaitDeath(Duration atMost) {
    return process.awaitEnd(atMost);
  }

  private void bury() {
    process.kill();
    process.close();
  }

  @Override
  public void close() {
    process.close();
  }
}
