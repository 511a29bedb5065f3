package mercat.lab.load;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.LongStream;

/**
 * Run by hand: what one request of the load generator costs in processor time, against a server
 * that does next to nothing, such as bench's bare one, at a local port.
 */
final class LoadCost {
  private LoadCost() {}

  public static void main(String[] arguments) {
    var address = new ServerAddress("127.0.0.1", Integer.parseInt(arguments[0]), "");
    var body = "{\"email\":\"b" + RequestTemplate.slot(0) + "@example.org\"}";
    var template =
        new RequestTemplate(
            HttpText.post(address, "/v1/orders", body)
                .with("Idempotency-Key", "key-" + RequestTemplate.slot(0)));
    try (var load = new LoadGenerator()) {
      for (var round = 0; round < 3; round++) {
        var cpuBefore = cpuNanos();
        var report = load.closedLoop(address, 256, Duration.ofSeconds(5), template::render);
        System.out.printf(
            "%.0f requests/s, %.2f us of processor time each, p99 %.2f ms%n",
            report.responses() / report.seconds(),
            (cpuNanos() - cpuBefore) / 1e3 / report.responses(),
            report.percentileMs(99));
      }
    }
  }

  private static long cpuNanos() {
    var threads = ManagementFactory.getThreadMXBean();
    return LongStream.of(threads.getAllThreadIds())
        .map(id -> Math.max(0, threads.getThreadCpuTime(id)))
        .sum();
  }
}
