package mercat.lab.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import mercat.lab.database.ReadSession;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.Waiting;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;

/**
 * One freeze: two processes on one database sell the same article; one of them is frozen while it
 * holds the head of a log. How long the other is silent is measured by its buyers. Those who wait
 * for the frozen one ask the other, too; then the frozen one goes on.
 */
final class FreezeRound {
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration AFTERWARDS = Duration.ofSeconds(5);
  private static final Duration AWAKE_MAX = Duration.ofSeconds(30);

  private final int round;
  private final Duration freeze;
  private final RandomGenerator chance;
  private final Path folder;
  private final Path acks;
  private final Screen screen;
  private final List<String> troubles = new ArrayList<>();

  FreezeRound(int round, Duration freeze, RandomGenerator chance, Path folder, Screen screen) {
    this.round = round;
    this.freeze = freeze;
    this.chance = chance;
    this.folder = folder;
    this.acks = folder.resolve("acks.jsonl");
    this.screen = screen;
  }

  FreezeVerdict run() {
    try (var told = AckFile.create(acks);
        var first = Side.start("first", folder, Optional.empty(), told, screen.silent());
        var second = Side.start("second", folder, urlOf(first), told, screen.silent())) {
      first.open();
      first.shop().awaitPublished(OrderStream.SKU);
      second.shop().awaitPublished(OrderStream.SKU);
      var frozen = freezeUnderLoad(first, second);
      told.flush();
      return examine(first, second, frozen);
    }
  }

  private static Optional<String> urlOf(Side side) {
    return Optional.of(side.system().database().adminUrl());
  }

  /** What buyers of the other side saw while one process was frozen. */
  private record Frozen(Ambush.Catch caught, Duration silence, long confirmed, int repeated) {}

  private Frozen freezeUnderLoad(Side first, Side second) {
    try (var beside = Executors.newVirtualThreadPerTaskExecutor();
        var session = new ReadSession(first.system().database().asVerifier())) {
      var selling = List.of(beside.submit(first::sell), beside.submit(second::sell));
      try {
        Waiting.pause(WARM_UP);
        var frozen = freeze(first, second, session);
        awaitAwake(first);
        Waiting.pause(AFTERWARDS);
        return frozen;
      } finally {
        first.system().thaw();
        first.stream().stop();
        second.stream().stop();
        selling.forEach(FreezeRound::ended);
      }
    }
  }

  private Frozen freeze(Side first, Side second, ReadSession session) {
    var caught = new Ambush(first.system(), session, chance).lie(() -> second.stream().listen());
    var startNanos = System.nanoTime();
    var before = second.stream().confirmed();
    Waiting.pause(freeze.dividedBy(2));
    var strangers = first.stream().repeats();
    second.takeIn(strangers);
    Waiting.pause(freeze.minusNanos(System.nanoTime() - startNanos));
    var silence = second.stream().silence();
    var confirmed = second.stream().confirmed() - before;
    first.system().thaw();
    if (caught.held().isEmpty()) {
      troubles.add("never caught between append and COMMIT");
    }
    return new Frozen(caught, silence, confirmed, strangers.size());
  }

  private void awaitAwake(Side side) {
    var before = side.stream().confirmed();
    if (!Waiting.until(
        AWAKE_MAX, Duration.ofMillis(20), () -> side.stream().confirmed() > before)) {
      troubles.add("the thawed process confirmed no order within " + AWAKE_MAX.toSeconds() + " s");
    }
  }

  private static void ended(Future<?> selling) {
    try {
      var unused = selling.get();
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while selling", interrupted);
    }
  }

  private FreezeVerdict examine(Side first, Side second, Frozen frozen) {
    troubles.addAll(first.stream().troubles());
    troubles.addAll(second.stream().troubles());
    var rest = new Rest(first.system().database());
    if (!rest.await()) {
      troubles.add("not at rest after " + Rest.SETTLING_MAX.toSeconds() + " s");
    }
    var whole = rest.isWhole(acks, screen);
    var orders = rest.orders();
    var wanted = first.stream().sent() + second.stream().sent();
    if (orders != wanted) {
      troubles.add("%d orders stand for %d that were wanted".formatted(orders, wanted));
    }
    screen.note(
        "  caught after %d stops holding %s; the other was silent for %d ms, confirmed %s; verify %s"
            .formatted(
                frozen.caught().attempts(),
                frozen.caught().held(),
                frozen.silence().toMillis(),
                Numbers.count(frozen.confirmed()),
                whole ? "holds" : screen.bad("does NOT hold")));
    return new FreezeVerdict(
        round,
        frozen.caught().attempts(),
        frozen.caught().held(),
        frozen.silence().toMillis(),
        frozen.confirmed(),
        frozen.repeated(),
        whole,
        orders == wanted,
        troubles);
  }
}
