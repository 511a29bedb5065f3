package mercat.simulation;

import java.util.List;
import java.util.SplittableRandom;

/**
 * How bad it is: the shares of messages that meet a fault, and how long things take. Each seed has
 * rates of its own, for what is bad in one way only finds other defects than what is bad in every
 * way.
 *
 * @param lostRequests of requests, which never arrive
 * @param lostReplies of replies, after the work is done
 * @param repeated of requests, which arrive twice
 * @param late of messages, which take up to {@code lateMs}; others up to an eighth
 * @param patienceMs after which whoever asked is told that nothing came back
 * @param crashes of requests at which a node dies
 * @param crashesMax nodes that die at requests, in all
 * @param lostAtProvider of calls of the provider: half never arrive, half lose their answer
 * @param unavailable of calls that the provider refuses to take
 */
record FaultRates(
    double lostRequests,
    double lostReplies,
    double repeated,
    double late,
    int lateMs,
    int patienceMs,
    double crashes,
    int crashesMax,
    double lostAtProvider,
    double unavailable) {
  /** Nothing goes wrong, and nobody is impatient. */
  static final FaultRates CALM = new FaultRates(0, 0, 0, 0, 0, 2_000, 0, 0, 0, 0);

  /**
   * Much is lost and late, and every request arrives twice, so that each claim is needed: by chance
   * a missing one was noticed in three seeds of eight. Nobody dies of it.
   */
  static final FaultRates STORM = new FaultRates(0.2, 0.15, 1, 0.3, 400, 150, 0, 0, 0.2, 0.1);

  private static final double[] SHARES = {0, 0.02, 0.06, 0.2};
  private static final List<Fate.Death> DEATHS =
      List.of(Fate.Death.SENDER, Fate.Death.RECEIVER, Fate.Death.ANSWERER);
  private static final int[] LATE_MS = {20, 150, 500};

  /** The fault rates of a seed. */
  static FaultRates of(SplittableRandom dice) {
    return new FaultRates(
        share(dice),
        share(dice),
        share(dice),
        share(dice),
        LATE_MS[dice.nextInt(LATE_MS.length)],
        dice.nextInt(120, 400),
        share(dice) / 4,
        dice.nextInt(3),
        share(dice),
        share(dice));
  }

  /** What happens to a message of the bus. */
  Fate fate(SplittableRandom dice, boolean mayCrash) {
    return new Fate(
        dice.nextDouble() < lostRequests,
        dice.nextDouble() < lostReplies,
        dice.nextDouble() < repeated,
        delay(dice),
        delay(dice),
        delay(dice),
        crash(dice, mayCrash),
        dice.nextInt(Integer.MAX_VALUE));
  }

  /** What happens to a call of the provider. */
  Fate fateAtProvider(SplittableRandom dice) {
    double lost = dice.nextDouble();
    return new Fate(
        lost < lostAtProvider / 2,
        lost >= lostAtProvider / 2 && lost < lostAtProvider,
        dice.nextDouble() < repeated,
        delay(dice),
        delay(dice),
        delay(dice),
        dice.nextDouble() < unavailable ? Fate.Death.RECEIVER : Fate.Death.NOBODY,
        0);
  }

  private Fate.Death crash(SplittableRandom dice, boolean mayCrash) {
    boolean crashes = dice.nextDouble() < this.crashes;
    var who = DEATHS.get(dice.nextInt(DEATHS.size()));
    return crashes && mayCrash ? who : Fate.Death.NOBODY;
  }

  private int delay(SplittableRandom dice) {
    boolean isLate = dice.nextDouble() < late;
    int most = isLate ? lateMs : lateMs / 8;
    return dice.nextInt(most + 1);
  }

  private static double share(SplittableRandom dice) {
    return SHARES[dice.nextInt(SHARES.length)];
  }
}
