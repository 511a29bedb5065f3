package mercat.lab.torture;

import java.time.Duration;

/**
 * How fast this machine is today, by what it needed to start the cluster: bounds that contain a
 * start are as much longer.
 *
 * @param slowness how many times the usual; never below 1
 */
record Pace(double slowness) {
  static final Pace USUAL = new Pace(1);

  /** What four nodes need that start at once on two cores. */
  private static final double START_SECONDS = 15;

  static Pace after(Duration start) {
    return new Pace(Math.max(1, start.toMillis() / 1e3 / START_SECONDS));
  }

  Duration of(Duration usual) {
    return Duration.ofNanos((long) (usual.toNanos() * slowness));
  }
}
