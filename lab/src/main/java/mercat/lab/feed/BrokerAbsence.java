package mercat.lab.feed;

import java.util.List;
import mercat.lab.terminal.Screen;

/**
 * What a broker's absence did to those who order.
 *
 * @param awaySeconds that it was away the second time, from its death until it served again
 * @param kills how often it was killed
 * @param orders as many as are served a second, in turn with the broker and without it
 * @param ordersBesidePerSecond their mean while the broker was there
 * @param ordersPerSecond the same while it was away
 * @param isJudged whether the machine was equally fast whenever the broker was there, over windows
 *     that are long enough, so that the ratio says something
 * @param steadyPerSecond orders that came besides, each of which must be taken, or told to come
 *     again where this machine had too much to do
 * @param p99BesideMs of those, while the broker was there
 * @param p99Ms the same while it was away
 * @param shedBeside of those, who were told to come again while the broker was there
 * @param shed the same while it was away
 * @param waitingMax events that the feed had not come to, at most
 * @param caughtUpSeconds from the broker's return until the feed had come to all of them
 * @param residentBesideMb the most memory that the node held while the broker was there
 * @param residentMb the same while it was away
 */
record BrokerAbsence(
    double awaySeconds,
    int kills,
    List<Window> orders,
    double ordersBesidePerSecond,
    double ordersPerSecond,
    double ordersRatio,
    boolean isJudged,
    double steadyPerSecond,
    double p99BesideMs,
    double p99Ms,
    long shedBeside,
    long shed,
    long waitingMax,
    double caughtUpSeconds,
    double residentBesideMb,
    double residentMb) {

  /** As many orders as are served in a short time, and whether the broker was there. */
  record Window(boolean isBrokerThere, double perSecond) {}

  void print(Screen screen) {
    screen.print("");
    screen.line("away", "the broker killed %s times, at last for %s s", kills, awaySeconds);
    for (var window : orders) {
      screen.line("", "%s orders/s %s it", window.perSecond(), word(window));
    }
    screen.rates("orders", ordersPerSecond, ordersBesidePerSecond, ordersRatio);
    if (!isJudged) {
      screen.line("", "not judged: too short, or this machine was not equally fast all the time");
    }
    screen.line(
        "latency",
        "p99 %s ms without it, %s ms with it, at %s orders/s",
        p99Ms,
        p99BesideMs,
        steadyPerSecond);
    screen.line("overloaded", "%s of those without it, %s with it", shed, shedBeside);
    screen.line("lag", "%s events waited; %s s after its return none", waitingMax, caughtUpSeconds);
    screen.line("memory", "%s MB at most without it, %s MB with it", residentMb, residentBesideMb);
  }

  private static String word(Window window) {
    return window.isBrokerThere() ? "with" : "without";
  }
}
