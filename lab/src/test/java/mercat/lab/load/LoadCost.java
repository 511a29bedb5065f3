package mercat.lab.load;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Run by hand: what one request of the load generator costs in processor time, against a server
 * that does next to nothing. {@code LoadCost serve PORT} in one process, {@code LoadCost PORT} in
 * another.
 */
final class LoadCost {
  private LoadCost() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("serve")) {
      var vertx = Vertx.vertx();
      vertx
          .deployVerticle(
              () ->
                  new VerticleBase() {
                    @Override
                    public io.vertx.core.Future<?> start() {
                      return vertx
                          .createHttpServer()
                          .requestHandler(request -> request.response().end("x".repeat(300)))
                          .listen(Integer.parseInt(arguments[1]), "127.0.0.1");
                    }
                  },
              new DeploymentOptions().setInstances(1))
          .await();
      return;
    }
    var address = new ServerAddress("127.0.0.1", Integer.parseInt(arguments[0]), "");
    var template =
        RequestTemplate.of(
            HttpText.post(address, "/v1/orders", "{\"email\":\"b{0}@example.org\"}")
                .with("Idempotency-Key", "key-{0}"));
    var threads = ManagementFactory.getThreadMXBean();
    try (var load = new LoadGenerator()) {
      for (var round = 0; round < 3; round++) {
        var cpuBefore = cpuNanos(threads);
        var report =
            load.closedLoop(address, 256, Duration.ofSeconds(5), Long.MAX_VALUE, template::render);
        System.out.printf(
            "%.0f requests/s, %.2f us of processor time each, p99 %.2f ms%n",
            report.responses() / report.seconds(),
            (cpuNanos(threads) - cpuBefore) / 1e3 / report.responses(),
            report.percentileMs(99));
      }
    }
  }

  private static long cpuNanos(java.lang.management.ThreadMXBean threads) {
    long sum = 0;
    for (var id : threads.getAllThreadIds()) {
      sum += Math.max(0, threads.getThreadCpuTime(id));
    }
    return sum;
  }
}
