package mercat.lab.reactions;

import java.util.List;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Screen;

/**
 * What followed from registrations and orders: true when each reaction was found exactly as often
 * as its cause, and every repeat could be recognised.
 *
 * @param customers who registered
 * @param mails that differ by their Message-ID
 * @param couponRefused how many were told that the coupon had been redeemed as often as it can be
 * @param clientRepeats requests that clients sent again, for want of a final answer
 * @param registerP99Ms of a registration, from the first attempt to the answer
 * @param orderP99Ms of an order, the same
 * @param mailsSeconds from the last order's answer until all was found
 */
public record ReactionsVerdict(
    boolean ok,
    long customers,
    long mails,
    List<Reaction> reactions,
    long couponRefused,
    long clientRepeats,
    double registerP50Ms,
    double registerP99Ms,
    double orderP50Ms,
    double orderP99Ms,
    double mailsSeconds,
    double seconds,
    List<String> troubles)
    implements CommandVerdict {

  @Override
  public void print(Screen screen) {
    screen.print("");
    for (var reaction : reactions) {
      var line = reaction.line();
      screen.line(reaction.cause(), "%s", reaction.isEqual() ? line : screen.bad(line));
    }
    screen.line("coupon", "%s came too late for it, were told so, and paid in full", couponRefused);
    if (clientRepeats > 0) {
      screen.line(
          "clients", "%s requests were sent again for want of a final answer", clientRepeats);
    }
    screen.line(
        "time",
        "%s s, all was found %s s after the last answer; a registration p50 %s ms, p99 %s ms,"
            + " an order %s ms, %s ms",
        seconds,
        mailsSeconds,
        registerP50Ms,
        registerP99Ms,
        orderP50Ms,
        orderP99Ms);
    screen.troubles(troubles);
    screen.verdict(ok, "every reaction as often as its cause", "NOT as often as its cause");
  }
}
