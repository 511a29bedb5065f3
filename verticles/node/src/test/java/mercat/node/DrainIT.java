package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is told to stop in the middle of a sale answers all that it has taken. */
class DrainIT {
  private static final int BUYERS = 24;
  private static final int BEFORE_THE_STOP = 300;
  private static final int NOT_TAKEN = 503;

  @Test
  void answersWhatItHasTakenAndLeavesNothingHalfDone(@TempDir Path data) throws Exception {
    var answers = new ConcurrentLinkedQueue<Integer>();
    try (var shop = RunningShop.open(data);
        var buyers = Executors.newVirtualThreadPerTaskExecutor()) {
      shop.sells("BUSY", 500, 1_000_000);
      for (int buyer = 0; buyer < BUYERS; buyer++) {
        int number = buyer;
        buyers.execute(() -> buyUntilRefused(shop, number, answers));
      }
      await().atMost(RunningShop.SOON).until(() -> answers.size() >= BEFORE_THE_STOP);
      shop.stop();
    }
    // A slow machine answers 202 where the payment took its time; the order is seen through as
    // well.
    assertThat(answers).hasSizeGreaterThanOrEqualTo(BEFORE_THE_STOP).isSubsetOf(201, 202);
    try (var after = RunningShop.open(data, Map.of("orders.recover-every", "1h"))) {
      after.awaitReady(200);
      assertThat(after.texts("select status || ' ' || count(*) from orders.orders group by status"))
          .as("every order that was taken was seen through and answered")
          .containsExactly("confirmed " + answers.size());
    }
  }

  /**
   * Orders again and again, until nobody is there to take an order. Those that a busy machine does
   * not take on are none.
   */
  private static void buyUntilRefused(
      RunningShop shop, int buyer, ConcurrentLinkedQueue<Integer> answers) {
    for (int round = 1; ; round++) {
      var key = buyer + "-" + round;
      var answer =
          shop.ordering(key, key + "@example.org", "BUSY", 1, "tok_ok")
              .handle((answered, closed) -> answered)
              .join();
      if (answer == null) {
        return;
      }
      if (answer.status() != NOT_TAKEN) {
        answers.add(answer.status());
      }
    }
  }
}
