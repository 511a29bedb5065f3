package mercat.lab.events;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * When a consumer is to be killed.
 *
 * @param position at the first page with an event of the orders' log that is as far, or further
 * @param delayMs how much later, where it dies {@linkplain DyingPoint#ANYWHERE anywhere}
 */
record PlannedDeath(long position, DyingPoint point, int delayMs) {
  /** Placed and confirmed; there may be more of an order. */
  static final long EVENTS_PER_ORDER_MIN = 2;

  private static final int DELAY_MS_MAX = 50;

  /**
   * As many deaths as are wanted, spread over so many orders, each point about equally often.
   *
   * @param orders that will be confirmed, at least one for each death
   */
  static List<PlannedDeath> plan(int deaths, int orders, long seed) {
    var kinds = List.of(DyingPoint.values());
    var points = new ArrayList<DyingPoint>();
    for (int i = 0; i < deaths; i++) {
      points.add(kinds.get(i % kinds.size()));
    }
    Collections.shuffle(points, new Random(seed));
    var chance = new SplittableRandom(seed);
    var plan = new ArrayList<PlannedDeath>();
    long events = EVENTS_PER_ORDER_MIN * orders;
    for (int i = 0; i < deaths; i++) {
      long first = events * i / deaths + 1;
      long past = events * (i + 1) / deaths + 1;
      plan.add(
          new PlannedDeath(
              chance.nextLong(first, past), points.get(i), chance.nextInt(DELAY_MS_MAX)));
    }
    return List.copyOf(plan);
  }

  /** Whether a consumer that has read this page is as far as that. */
  boolean isReachedBy(List<ConsumedEvent> page) {
    return page.stream()
        .anyMatch(event -> event.context().equals("orders") && event.position() >= position);
  }
}
