package mercat.lab.siege;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mercat.lab.load.ServerAddress;
import mercat.lab.siege.Attacks.Attack;
import mercat.lab.system.Awaiting;

/** The clients of all attacks, from their start until they are called off. */
final class Attackers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ServerAddress server;
  private final Set<Wire> open = ConcurrentHashMap.newKeySet();
  private final List<Runnable> clients = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> coming = new ArrayList<>();
  private final List<Toll> tolls = new ArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);

  /** What an attack has done; cut is what the server, or the end of the siege, broke off. */
  record Toll(String attack, AtomicLong visits, Map<Integer, Long> answers, AtomicLong cut) {
    Toll(String attack) {
      this(attack, new AtomicLong(), new ConcurrentSkipListMap<>(), new AtomicLong());
    }
  }

  Attackers(ServerAddress server, List<Attack> attacks, double strength) {
    this.server = server;
    for (var attack : attacks) {
      var toll = new Toll(attack.name());
      tolls.add(toll);
      for (int i = 0; i < Math.ceil(attack.clients() * strength); i++) {
        clients.add(() -> comeAgain(attack, toll));
      }
    }
  }

  void start() {
    clients.forEach(client -> coming.add(threads.submit(client)));
  }

  List<Toll> tolls() {
    return List.copyOf(tolls);
  }

  private void comeAgain(Attack attack, Toll toll) {
    while (over.getCount() > 0) {
      var endNanos = System.nanoTime() + attack.every().toNanos();
      toll.visits().incrementAndGet();
      try {
        visit(attack, toll);
        var unused = over.await(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException over) {
        return;
      }
    }
  }

  private void visit(Attack attack, Toll toll) throws InterruptedException {
    var wire = new Wire(status -> toll.answers().merge(status, 1L, Long::sum), over);
    open.add(wire);
    try (wire) {
      wire.open(server, PATIENCE);
      attack.visit().on(wire);
    } catch (IOException broken) {
      toll.cut().incrementAndGet();
    } finally {
      open.remove(wire);
    }
  }

  /**
   * Calls them off.
   *
   * @throws IllegalStateException when one of them had ended before, by what nobody foresaw
   */
  @Override
  public void close() {
    over.countDown();
    threads.shutdownNow();
    for (var wire : open) {
      try {
        wire.close();
      } catch (IOException closed) {
        // it is as closed as it can be
      }
    }
    for (var client : coming) {
      var unused = Awaiting.result(client);
    }
  }
}
