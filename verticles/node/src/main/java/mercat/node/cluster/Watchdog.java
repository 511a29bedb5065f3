package mercat.node.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import mercat.platform.Coalescing;
import mercat.platform.discovery.Directory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when this node had better start anew, because the cluster's repairs are not to be trusted
 * then: when it stood still for so long that they have given it up, after a split in which it was
 * on the losing side, and when others no longer find what it listens to. A supervisor starts the
 * process again, clean.
 *
 * <p>Not all at once: but for one that stood still, each waits for those before it in the order of
 * their names, so that somebody serves meanwhile.
 */
public final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final long LOOK_MS = 2_000;

  /** Looks in a row at which something was missing, before that is believed. */
  private static final int MISSING_MAX = 5;

  private static final Duration TURN = Duration.ofSeconds(8);

  /** The silence after which a member is given up, as the cluster's configuration has it. */
  private static final Duration GIVEN_UP = Duration.ofSeconds(12);

  private final Vertx vertx;
  private final Membership membership;
  private final Directory directory;
  private final Supplier<List<String>> addresses;
  private final Runnable startAnew;
  private final Standstill standstill = new Standstill(System::nanoTime);
  private final AtomicInteger missing = new AtomicInteger();
  private final Coalescing looking =
      new Coalescing("looking whether others find this node", this::lookUp);
  private final AtomicBoolean isDecided = new AtomicBoolean();

  /**
   * A watchdog that sleeps.
   *
   * @param addresses what this node listens to, as others must find it
   * @param startAnew drains and ends the process
   */
  public Watchdog(
      Membership membership,
      Directory directory,
      Supplier<List<String>> addresses,
      Runnable startAnew) {
    this.vertx = membership.vertx();
    this.membership = membership;
    this.directory = directory;
    this.addresses = addresses;
    this.startAnew = startAnew;
  }

  /** Begins to watch. */
  public void start() {
    var unused = standstill.look();
    membership.onMerged(() -> startAnewInTurn("the cluster was split, and this side gives way"));
    vertx.setPeriodic(LOOK_MS, tick -> look());
  }

  private void look() {
    var stoodStill = standstill.look();
    if (stoodStill.compareTo(GIVEN_UP) > 0) {
      // Until it has left, its old view of the cluster misleads those who have given it up.
      startAnewAfter("this node stood still for " + stoodStill.toSeconds() + " s", Duration.ZERO);
    }
    looking.signal();
  }

  /** Judges whether others still find what this node listens to. */
  private Future<?> lookUp() {
    Callable<List<String>> lost =
        () -> {
          var found = membership.subscribed();
          return addresses.get().stream().filter(address -> !found.contains(address)).toList();
        };
    return vertx.executeBlocking(lost, false).onSuccess(this::judge);
  }

  private void judge(List<String> lost) {
    if (lost.isEmpty()) {
      missing.set(0);
    } else if (missing.incrementAndGet() == MISSING_MAX) {
      startAnewInTurn("others no longer find " + lost);
    }
  }

  private void startAnewInTurn(String why) {
    long before =
        directory.nodes().stream().filter(id -> id.compareTo(directory.self()) < 0).count();
    startAnewAfter(why, TURN.multipliedBy(before));
  }

  private void startAnewAfter(String why, Duration wait) {
    if (!isDecided.compareAndSet(false, true)) {
      return;
    }
    LOG.atWarn().addKeyValue("why", why).addKeyValue("wait", wait).log("this node starts anew");
    vertx.setTimer(Math.max(1, wait.toMillis()), turn -> startAnew.run());
  }
}
