package mercat.lab.reactions;

import java.util.List;
import mercat.lab.terminal.Screen;

/**
 * What a mail server's absence did: true when everybody was served meanwhile, and every mail came
 * afterwards.
 *
 * @param ordersBesidePerSecond as many as are served while the mail server is there
 * @param ordersPerSecond the same while it is away
 * @param isJudged whether the machine was as fast after the absence as before it, so that the
 *     ratios say something
 * @param waitingMax mails that waited at once, by the system's own meter
 * @param oldestMaxSeconds age of the oldest of them, by its own meter
 * @param caughtUpSeconds from the mail server's return until no mail waited
 * @param waitingLast mails that waited at the end, by the meter
 */
record OutageVerdict(
    boolean ok,
    double awaySeconds,
    double ordersBesidePerSecond,
    double ordersPerSecond,
    double ordersRatio,
    double registrationsBesidePerSecond,
    double registrationsPerSecond,
    double registrationsRatio,
    boolean isJudged,
    long waitingMax,
    double oldestMaxSeconds,
    double caughtUpSeconds,
    long waitingLast,
    List<Reaction> reactions,
    List<String> troubles) {

  void print(Screen screen) {
    screen.print("");
    screen.line("away", "no mail server for %s s", awaySeconds);
    screen.rates("orders", ordersPerSecond, ordersBesidePerSecond, ordersRatio);
    screen.rates(
        "registered", registrationsPerSecond, registrationsBesidePerSecond, registrationsRatio);
    if (!isJudged) {
      screen.line("", "not judged: this machine was not equally fast before and afterwards");
    }
    screen.line(
        "lag",
        "%s mails waited, the oldest for %s s; %s s after its return none",
        waitingMax,
        oldestMaxSeconds,
        caughtUpSeconds);
    for (var reaction : reactions) {
      screen.line(reaction.cause(), "%s", reaction.line());
    }
    screen.troubles(troubles);
    screen.verdict(ok, "everybody was served, and every mail came", "NOT as it must be");
  }
}
