package mercat.lab.crash;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.Patience;
import mercat.lab.load.UnreachableException;
import mercat.lab.month.Month;
import mercat.lab.replay.Replay;
import mercat.lab.replay.ReplayPlan;
import mercat.lab.replay.ReplayVerdict;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.Shop;
import mercat.lab.shop.Waiting;
import mercat.lab.system.EmbeddedServer;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;

/**
 * One crash: a system of its own, a replay, a strike at a random moment; then the system is started
 * again where nobody else does it, left alone until it is at rest, examined, and sent the same
 * replay once more.
 */
final class CrashRound {
  private static final int IN_FLIGHT = 64;
  private static final Duration REPLAY_MAX = Duration.ofMinutes(5);

  /** A client who does not outlive the process: nobody repeats what was under way. */
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(15), Duration.ofSeconds(90), Duration.ofSeconds(1));

  private final Fault fault;
  private final int round;
  private final Month month;
  private final RandomGenerator chance;
  private final SystemLaunch launch;
  private final Path acks;
  private final Screen screen;
  private final List<String> troubles = new ArrayList<>();

  CrashRound(
      Fault fault, int round, Month month, RandomGenerator chance, Path folder, Screen screen) {
    this.fault = fault;
    this.round = round;
    this.month = month;
    this.chance = chance;
    this.launch =
        SystemLaunch.onFreePorts(folder, Optional.empty(), Optional.empty(), Optional.empty());
    this.acks = folder.resolve("acks.jsonl");
    this.screen = screen;
  }

  RoundVerdict run() {
    var system = SystemProcess.startAndAwaitReady(launch, screen.silent());
    try {
      var strike = strikeDuringReplay(system);
      if (fault.endsTheProcess()) {
        system.close();
        system = startAgain();
      }
      return examine(system, strike);
    } finally {
      system.close();
    }
  }

  /** When the strike came, and how many orders were acknowledged by then. */
  private record Struck(long nanos, long acknowledged, long pendingAfter) {
    long msSince() {
      return (System.nanoTime() - nanos) / 1_000_000;
    }
  }

  private Struck strikeDuringReplay(SystemProcess system) {
    var server = EmbeddedServer.of(launch.data());
    var patience = fault.endsTheProcess() ? SHORT : Patience.USUAL;
    try (var load = new LoadGenerator();
        var told = AckFile.create(acks);
        var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var replaying = beside.submit(() -> replay(system, load, told, patience));
      awaitMoment(told, replaying);
      var acknowledged = told.written();
      var strikeNanos = System.nanoTime();
      fault.strike(system, server);
      var pending = fault.endsTheProcess() ? 0 : new Rest(system.database()).pendingOnceItAnswers();
      judge(ended(replaying));
      return new Struck(strikeNanos, acknowledged, pending);
    }
  }

  /** A share of the orders is acknowledged, and a few milliseconds more have passed. */
  private void awaitMoment(AckFile told, Future<?> replaying) {
    var orders = Math.round(month.orders().size() * (0.05 + 0.8 * chance.nextDouble()));
    var came =
        Waiting.until(
            REPLAY_MAX, Duration.ofMillis(1), () -> told.written() >= orders || replaying.isDone());
    if (!came || replaying.isDone()) {
      troubles.add("the replay was over before the strike");
    }
    Waiting.pause(Duration.ofNanos(chance.nextInt(20_000_000)));
  }

  private ReplayVerdict replay(
      SystemProcess system, LoadGenerator load, AckFile told, Patience patience) {
    var shop = new Shop(load, launch.address(), system.adminToken(), patience);
    return new Replay(
            shop,
            Optional.of(system.database()),
            told,
            new ReplayPlan(IN_FLIGHT, BigDecimal.ONE),
            screen.silent())
        .run(month);
  }

  /** What the replay found, nothing where it lost the system. */
  private static Optional<ReplayVerdict> ended(Future<ReplayVerdict> replaying) {
    try {
      return Optional.of(replaying.get());
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof UnreachableException) {
        return Optional.empty();
      }
      throw new IllegalStateException(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during a replay", interrupted);
    }
  }

  /** Clients of a process that lived on must have had everything they asked for. */
  private void judge(Optional<ReplayVerdict> replayed) {
    if (fault.endsTheProcess()) {
      return;
    }
    if (replayed.isEmpty()) {
      troubles.add("the replay lost the system, whose process was not touched");
    } else if (!replayed.get().ok()) {
      troubles.add("the replay under the fault: " + replayed.get().troubles());
    }
  }

  private SystemProcess startAgain() {
    try {
      Files.move(
          launch.log(),
          launch.log().resolveSibling("system-struck.log"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UnreachableException("cannot put aside " + launch.log(), failure);
    }
    return SystemProcess.startAndAwaitReady(launch, screen.silent());
  }

  private RoundVerdict examine(SystemProcess system, Struck struck) {
    var rest = new Rest(system.database());
    var pending = fault.endsTheProcess() ? rest.pendingOnceItAnswers() : struck.pendingAfter();
    if (!rest.await()) {
      troubles.add("not at rest after " + Rest.SETTLING_MAX.toSeconds() + " s");
    }
    var settledAfterMs = struck.msSince();
    var whole = rest.isWhole(acks, screen);
    var again = replayAgain(system, rest) && rest.isWhole(acks, screen);
    screen.note(
        "  struck after %s orders, %s pending, at rest after %s s; verify %s, replay again %s"
            .formatted(
                Numbers.count(struck.acknowledged()),
                Numbers.count(pending),
                Numbers.decimal(settledAfterMs / 1e3),
                whole ? "holds" : screen.bad("does NOT hold"),
                again ? "the same" : screen.bad("NOT the same")));
    return new RoundVerdict(
        fault.word(),
        round,
        struck.acknowledged(),
        pending,
        settledAfterMs,
        whole,
        again,
        troubles);
  }

  /** The same keys again: the file's totals to the penny, and no order more than it has. */
  private boolean replayAgain(SystemProcess system, Rest rest) {
    ReplayVerdict replayed;
    try (var load = new LoadGenerator();
        var told = AckFile.append(acks)) {
      replayed = replay(system, load, told, Patience.USUAL);
    }
    troubles.addAll(replayed.troubles());
    var settled = rest.await();
    var orders = rest.orders();
    if (orders != month.orders().size()) {
      troubles.add("%d orders stand for %d".formatted(orders, month.orders().size()));
    }
    return replayed.ok() && settled && orders == month.orders().size();
  }
}
