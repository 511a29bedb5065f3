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
    return new MortalSystem(
        launch, load, screen, SystemProcess.startAndAwaitReady(launch, screen.silent()));
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
    process = SystemProcess.startAndAwaitReady(launch, screen.silent());
  }

  /** The same, with every point counting its passages. */
  void reviveCounting() {
    bury();
    var counting = launch.with(Map.of(FAIL_POINT, "count"));
    process = SystemProcess.startAndAwaitReady(counting, screen.silent());
  }

  /** The same, with one that dies at a point; it may do so before it is ready. */
  void reviveMortal(String point) {
    bury();
    process = SystemProcess.begin(launch.with(Map.of(FAIL_POINT, point)));
    try {
      process.awaitReady();
    } catch (UnreachableException ended) {
      if (process.isAlive()) {
        throw ended;
      }
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
