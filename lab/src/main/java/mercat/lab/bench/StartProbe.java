package mercat.lab.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import mercat.lab.load.Address;
import mercat.lab.load.UnreachableException;
import mercat.lab.shop.Waiting;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;

/**
 * From the launched command to the first confirmed order, on a database that already holds orders:
 * a new process, PostgreSQL's start included, asked for an order again and again until it takes it.
 */
final class StartProbe {
  private static final Duration START_MAX = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private StartProbe() {}

  static double medianMs(SystemLaunch launch, int starts) {
    var figures = new Medians();
    for (var i = 0; i < starts; i++) {
      var startNanos = System.nanoTime();
      try (var system = SystemProcess.start(launch)) {
        var key = "start-" + startNanos;
        var served =
            Waiting.until(
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

  private static boolean isConfirmed(Address address, String key) {
    try {
      var connection =
          (HttpURLConnection) URI.create(address + "/v1/orders").toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(5_000);
      connection.setDoOutput(true);
      connection.setRequestMethod("POST");
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setRequestProperty("Idempotency-Key", key);
      var body =
          """
          {"lines":[{"sku":"%s","quantity":1}],"email":"start@example.org",
           "payment":{"method":"card","token":"tok_ok"}}\
          """
              .formatted(BenchShop.sku(0));
      try (var stream = connection.getOutputStream()) {
        stream.write(body.getBytes(StandardCharsets.UTF_8));
      }
      try {
        return connection.getResponseCode() == 201;
      } finally {
        connection.disconnect();
      }
    } catch (IOException notYet) {
      return false;
    }
  }
}
