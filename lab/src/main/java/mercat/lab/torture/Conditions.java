package mercat.lab.torture;

import java.util.random.RandomGenerator;

/**
 * How the outer world behaves: clients who lose answers, and a payment provider with bad days.
 *
 * @param cutShare of all attempts whose connection is cut as soon as the request is on its way
 * @param deafShare of all attempts whose answer is lost on the way back
 * @param doubtShare of all orders whose payment is in doubt or refused
 */
record Conditions(double cutShare, double deafShare, double doubtShare) {
  static final Conditions USUAL = new Conditions(0, 0, 0.08);
  static final Conditions LOSING_REPLIES = new Conditions(0.15, 0.15, 0.08);
  static final Conditions BAD_PROVIDER = new Conditions(0, 0, 0.5);

  /** A sandbox token for the payment of one order. */
  String token(RandomGenerator chance) {
    if (chance.nextDouble() >= doubtShare) {
      return "tok_ok";
    }
    var dice = chance.nextInt(100);
    if (dice < 40) {
      return "tok_declined";
    }
    if (dice < 60) {
      return "tok_slow";
    }
    if (dice < 80) {
      return "tok_timeout_then_ok";
    }
    return dice < 93 ? "tok_timeout_then_declined" : "tok_unavailable";
  }
}
