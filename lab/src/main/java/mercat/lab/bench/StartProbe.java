package mercat.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.Month;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Awaiting;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Numbers;
import mercat.verify.UnreachableException;

/**
 * From the launched command to the first confirmed order, on a database that already holds orders:
 * a new process, PostgreSQL's start included, asked for an order again and again until it takes it.
 */
final class StartProbe {
  private static final Duration START_MAX = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** Takes the first answer, whatever it is, or that there is none. */
  private static final RetryPolicy ONCE =
      new RetryPolicy(Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO);

  private StartProbe() {}

  record Start(double firstOrderMs, double processorSeconds) {}

  /** The medians; the processor's time is the Java process's. */
  static Start medians(SystemLaunch launch, int starts) {
    var figures = new ArrayList<Double>();
    var processorSeconds = new ArrayList<Double>();
    try (var load = new LoadGenerator()) {
      var shop = new ShopClient(load, launch.address(), "", ONCE);
      for (var i = 0; i < starts; i++) {
        var startNanos = System.nanoTime();
        try (var system = SystemProcess.start(launch)) {
          var isServed =
              Awaiting.until(
                  START_MAX,
                  PAUSE,
                  () -> {
                    system.requireAlive();
                    return isConfirmed(shop, "start-" + startNanos);
                  });
          if (!isServed) {
            throw new UnreachableException("no order after a start within " + START_MAX);
          }
          figures.add((System.nanoTime() - startNanos) / 1e6);
          processorSeconds.add(ProcessorTime.of(system.pid()) / 1e6);
        }
      }
    }
    return new Start(Numbers.median(figures), Numbers.median(processorSeconds));
  }

  private static boolean isConfirmed(ShopClient shop, String key) {
    var line = List.of(new Month.Line(OrderLoad.sku(0), 1, 0));
    try {
      return shop.call(shop.order(key, "start@example.org", line, "tok_ok")).status() == 201;
    } catch (UnreachableException notYet) {
      return false;
    }
  }
}
