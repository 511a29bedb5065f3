package mercat.lab.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.OrderLoad;
import mercat.lab.system.Awaiting;
import mercat.lab.system.HttpReads;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.verify.UnreachableException;

/**
 * From the launched command to the first confirmed order, on a database that already holds orders:
 * a new process, PostgreSQL's start included, asked for an order again and again until it takes it.
 */
final class StartProbe {
  private static final Duration START_MAX = Duration.ofMinutes(1);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private StartProbe() {}

  static double medianMs(SystemLaunch launch, int starts) {
    var figures = new Medians();
    for (var i = 0; i < starts; i++) {
      var startNanos = System.nanoTime();
      try (var system = SystemProcess.start(launch)) {
        var key = "start-" + startNanos;
        var served =
            Awaiting.until(
                START_MAX,
                PAUSE,
                () -> {
                  system.requireAlive();
                  return isConfirmed(launch.address(), key);
                });
        if (!served) {
          throw new UnreachableException("no order after a start within " + START_MAX);
        }
        figures.add((System.nanoTime() - startNanos) / 1e6);
      }
    }
    return figures.median();
  }

  private static boolean isConfirmed(ServerAddress address, String key) {
    var body =
        """
        {"lines":[{"sku":"%s","quantity":1}],"email":"start@example.org",
         "payment":{"method":"card","token":"tok_ok"}}\
        """
            .formatted(OrderLoad.sku(0));
    var request =
        HttpRequest.newBuilder(URI.create(address + "/v1/orders"))
            .timeout(ANSWER_MAX)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return HttpReads.send(request).statusCode() == 201;
    } catch (IOException notYet) {
      return false;
    }
  }
}
