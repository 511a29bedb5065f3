package mercat.lab.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import mercat.lab.cluster.Layout.Place;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Awaiting;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;

/**
 * One node, and the thread that starts it again when it ended: at once when it asked to be replaced
 * or was ready before, later and later when it never was, and no more after the last of a bounded
 * number of failures.
 */
public final class ClusterNode implements AutoCloseable {
  private static final int REPLACE_ME = 75;

  private static final int FAILURES_MAX = 8;
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration PAUSE_MIN = Duration.ofMillis(500);
  private static final int DOUBLINGS_MAX = 5;

  private final Place place;
  private SystemLaunch launch;
  private SystemLaunch next;
  private final BooleanSupplier mayStart;
  private final Consumer<String> say;
  private @Nullable SystemProcess process;
  private long startedNanos;
  private long bornMs;
  private long killedNanos = System.nanoTime();
  private long diedNanos = killedNanos;
  private long startAtNanos;
  private Duration pauseOnce = Duration.ZERO;
  private int failures;
  private int starts;
  private boolean wasReady;
  private boolean isAskedToEnd;
  private volatile boolean ready;
  private volatile boolean frozen;
  private volatile boolean closing;

  /**
   * A node that is not started yet.
   *
   * @param next how it is started after a planned restart; the two take turns
   * @param mayStart whether what it needs is there; a start in vain takes from those who could be
   *     it
   */
  ClusterNode(
      Place place,
      SystemLaunch launch,
      SystemLaunch next,
      BooleanSupplier mayStart,
      Consumer<String> say) {
    this.place = place;
    this.launch = launch;
    this.next = next;
    this.mayStart = mayStart;
    this.say = say;
  }

  public String name() {
    return place.name();
  }

  public Place place() {
    return place;
  }

  public synchronized SystemLaunch launch() {
    return launch;
  }

  public ServerAddress edge() {
    return launch().address();
  }

  public ServerAddress ops() {
    return launch().opsAddress();
  }

  public boolean hosts(String context) {
    return place.hosts(context);
  }

  /** Starts the process, and from now on whenever it ends. */
  synchronized void start() {
    launchNow();
    var unused = Thread.ofPlatform().daemon().name("watch-" + name()).start(this::watch);
  }

  private void launchNow() {
    bornMs = System.currentTimeMillis();
    process = SystemProcess.startAsPart(launch);
    startedNanos = System.nanoTime();
    starts++;
    wasReady = false;
    isAskedToEnd = false;
  }

  private void watch() {
    while (!closing) {
      var running = tend();
      ready = running.isPresent() && running.get().isReady();
      if (ready) {
        seenReady();
      }
      Awaiting.pause(LOOK_EVERY);
    }
  }

  private synchronized void seenReady() {
    wasReady = true;
    failures = 0;
  }

  /** Looks after the process; gives it when it lives. */
  private synchronized Optional<SystemProcess> tend() {
    var current = process;
    if (closing) {
      return Optional.empty();
    }
    if (current != null && current.isAlive()) {
      return Optional.of(current);
    }
    if (current != null) {
      noteEnd(current);
    } else if (failures < FAILURES_MAX
        && System.nanoTime() - startAtNanos >= 0
        && mayStart.getAsBoolean()) {
      launchNow();
    }
    return Optional.empty();
  }

  private void noteEnd(SystemProcess ended) {
    process = null;
    ready = false;
    frozen = false;
    diedNanos = killedOrNow();
    failures = wasReady ? 0 : failures + 1;
    var pause = pauseOnce.isZero() ? pause() : pauseOnce;
    pauseOnce = Duration.ZERO;
    startAtNanos = System.nanoTime() + pause.toNanos();
    var code = ended.exitCode();
    var how =
        code == REPLACE_ME
            ? "asked to be replaced"
            : isAskedToEnd ? "stopped" : "ended with exit code " + code;
    if (failures >= FAILURES_MAX) {
      say.accept(
          "node %s %s %d times without having been ready and is left alone; its log: %s"
              .formatted(name(), how, failures, launch.log()));
    } else {
      say.accept(
          "node %s %s: starting it again in %.1f s".formatted(name(), how, pause.toMillis() / 1e3));
    }
  }

  private Duration pause() {
    return PAUSE_MIN.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
  }

  /** Whether everything it hosts served when it was last asked. */
  public boolean isReady() {
    return ready;
  }

  public boolean isFrozen() {
    return frozen;
  }

  /** When its process was started last; the one with the smallest is the oldest. */
  public synchronized long startedNanos() {
    return startedNanos;
  }

  public synchronized NodeLife life() {
    var current = process;
    var alive = current != null && current.isAlive();
    return new NodeLife(
        name(),
        Set.copyOf(place.contexts()),
        alive,
        alive && ready && !frozen,
        frozen,
        bornMs,
        current != null && !alive ? killedOrNow() : diedNanos);
  }

  /** When a process ended whose end is not noted yet. */
  private long killedOrNow() {
    return killedNanos > startedNanos ? killedNanos : System.nanoTime();
  }

  public synchronized int starts() {
    return starts;
  }

  /** Ends the process as a crash does; it stays away for so long. */
  public synchronized void kill(Duration pause) {
    pauseOnce = pause;
    ready = false;
    if (process != null) {
      killedNanos = System.nanoTime();
      process.kill();
    }
  }

  /** Asks the process to drain and end; it is started again, by the next build, once it has. */
  public synchronized void restart() {
    pauseOnce = Duration.ofMillis(1);
    isAskedToEnd = true;
    var last = launch;
    launch = next;
    next = last;
    if (process != null) {
      process.terminate();
    }
  }

  public synchronized void freeze() {
    if (process != null && process.isAlive()) {
      frozen = true;
      ready = false;
      process.freeze();
    }
  }

  public synchronized void thaw() {
    frozen = false;
    if (process != null && process.isAlive()) {
      process.thaw();
    }
  }

  /** Waits until it is ready; fails with its last words when it ends first. */
  void awaitReady(Duration atMost) {
    if (!Awaiting.until(atMost, this::isReadyOrLeftAlone) || !ready) {
      throw new UnreachableException(
          "node %s is not ready after %d s; its log: %s"
              .formatted(name(), atMost.toSeconds(), launch().log()));
    }
  }

  private synchronized boolean isReadyOrLeftAlone() {
    return ready || failures >= FAILURES_MAX;
  }

  /** Starts it no more, and asks it to drain and end. */
  @Override
  public void close() {
    closing = true;
    if (frozen) {
      thaw();
    }
    SystemProcess last;
    synchronized (this) {
      last = process;
    }
    if (last != null) {
      last.close();
    }
  }

  /**
   * The life of a node at one moment, as known by whoever starts and kills it.
   *
   * @param contexts what it hosts; none for all there is
   * @param alive whether its process is there
   * @param ready whether everything it hosts served when it was last asked
   * @param frozen whether it is kept from doing anything
   * @param bornMs milliseconds since 1970, shortly before its process began; what is told of it
   *     from an earlier moment is of an earlier life
   * @param diedNanos of {@link System#nanoTime()}: when its last life ended
   */
  public record NodeLife(
      String name,
      Set<String> contexts,
      boolean alive,
      boolean ready,
      boolean frozen,
      long bornMs,
      long diedNanos) {

    /** Whether it is the same life in the same state, apart from readiness. */
    private boolean isSameAs(NodeLife other) {
      return alive == other.alive && frozen == other.frozen && bornMs == other.bornMs;
    }

    /** Whether nobody was born, died, froze or went on between two looks at all nodes. */
    public static boolean areSame(List<NodeLife> before, List<NodeLife> after) {
      return IntStream.range(0, before.size())
          .allMatch(node -> before.get(node).isSameAs(after.get(node)));
    }
  }
}
