package mercat.lab.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mercat.lab.system.Awaiting;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.Io;
import mercat.lab.system.SystemLaunch;
import org.jspecify.annotations.Nullable;

/** A consumer in a process of its own, which is killed as planned and started again each time. */
final class MortalConsumer implements AutoCloseable {
  private static final Duration REACH_MAX = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(5);

  private final SystemLaunch launch;
  private final List<PlannedDeath> plan;
  private final List<Kill> kills = new CopyOnWriteArrayList<>();
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private final ExecutorService killing = Executors.newSingleThreadExecutor();
  private final Future<?> living;
  private volatile @Nullable Process process;

  /**
   * That it was killed.
   *
   * @param position how far it was to be in the orders' log
   * @param leftTorn whether part of a page was left in its journal
   */
  record Kill(long position, DyingPoint point, boolean leftTorn) {}

  /** Starts it beside a running system. */
  MortalConsumer(SystemLaunch launch, List<PlannedDeath> plan) {
    this.launch = launch;
    this.plan = plan;
    this.living = killing.submit(this::live);
  }

  Path journal() {
    return launch.data().resolve("consumer.journal");
  }

  private Path mark() {
    return launch.data().resolve("consumer.here");
  }

  private void live() {
    for (var death : plan) {
      Io.run("cannot delete " + mark(), () -> Files.deleteIfExists(mark()));
      var started = start(List.of(String.valueOf(death.position()), death.point().name()));
      var isThere =
          Awaiting.until(REACH_MAX, LOOK, () -> Files.exists(mark()) || !started.isAlive());
      if (!isThere || !started.isAlive()) {
        troubles.add(
            isThere
                ? "the consumer ended by itself: its log is " + log()
                : "the consumer stood still before event %d of the orders"
                    .formatted(death.position()));
        end(started);
        return;
      }
      if (death.point() == DyingPoint.ANYWHERE) {
        Awaiting.pause(Duration.ofMillis(death.delayMs()));
      }
      end(started);
      kills.add(new Kill(death.position(), death.point(), EventJournal.read(journal()).isTorn()));
    }
  }

  private Path log() {
    return launch.data().resolve("consumer.log");
  }

  private Process start(List<String> death) {
    var words = new ArrayList<String>();
    words.add(launch.address().toString());
    words.add(launch.data().resolve("admin.token").toString());
    words.add(journal().toString());
    words.add(mark().toString());
    words.addAll(death);
    var started =
        ChildProcess.start(SystemLaunch.javaCommand(EventConsumer.class, words), log(), Map.of());
    process = started;
    return started;
  }

  /** As {@code kill -9} does; it is gone when this returns. */
  private static void end(Process process) {
    var unused = process.destroyForcibly().onExit().join();
  }

  /** Waits for the deaths up to a position of the orders' log, if it lives on until then. */
  void awaitDeaths(long position) {
    long wanted = plan.stream().filter(death -> death.position() <= position).count();
    var unused =
        Awaiting.until(
            REACH_MAX.multipliedBy(wanted), LOOK, () -> kills.size() >= wanted || living.isDone());
  }

  /** Waits for the last of its deaths. */
  void awaitLastDeath() {
    var unused = Awaiting.result(living);
  }

  /** Lets it go on one last time, until it has read all that there is. */
  void readToTheEnd() {
    var last = start(List.of());
    var code = ChildProcess.awaitEnd(last, REACH_MAX);
    if (code.isEmpty()) {
      troubles.add("the consumer was not at the end after %d s".formatted(REACH_MAX.toSeconds()));
      end(last);
    } else if (code.getAsInt() != 0) {
      troubles.add("the consumer ended with %d: its log is %s".formatted(code.getAsInt(), log()));
    }
  }

  List<Kill> kills() {
    return List.copyOf(kills);
  }

  /** What kept it from living and dying as planned; none are as it must be. */
  List<String> troubles() {
    var all = new ArrayList<>(troubles);
    if (kills.size() < plan.size()) {
      all.add("it was killed %d times, not %d".formatted(kills.size(), plan.size()));
    }
    for (var kill : kills) {
      if (kill.point() == DyingPoint.HALF_WRITTEN && !kill.leftTorn()) {
        all.add("no half page was left where it was killed at event %d".formatted(kill.position()));
      }
    }
    return all;
  }

  @Override
  public void close() {
    var unused = killing.shutdownNow();
    killing.close();
    if (process != null) {
      end(process);
    }
  }
}
