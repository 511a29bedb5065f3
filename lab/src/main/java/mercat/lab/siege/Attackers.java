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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mercat.lab.load.ServerAddress;
import mercat.lab.siege.Attacks.Attack;

/** The clients of all attacks, from their start until they are called off. */
final class Attackers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ServerAddress server;
  private final Set<Wire> open = ConcurrentHashMap.newKeySet();
  private final List<Thread> clients = new ArrayList<>();
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
        clients.add(Thread.ofVirtual().unstarted(() -> comeAgain(attack, toll)));
      }
    }
  }

  void start() {
    clients.forEach(Thread::start);
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

  @Override
  public void close() {
    over.countDown();
    clients.forEach(Thread::interrupt);
    for (var wire : open) {
      try {
        wire.close();
      } catch (IOException closed) {
        // it is as closed as it can be
      }
    }
  }
}
