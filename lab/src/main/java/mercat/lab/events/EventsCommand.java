package mercat.lab.events;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import mercat.contracts.Command;
import mercat.lab.events.LogComparison.LogTally;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.Month;
import mercat.lab.replay.Replay;
import mercat.lab.replay.Replay.ReplayPlan;
import mercat.lab.replay.Replay.ReplayVerdict;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.AtRest;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.OwnData;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.SeedOption;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code events}: whether a consumer of the feed has each event once, however often it dies. */
@CommandLine.Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a system of its own and replays a month of real orders. Beside it a process reads the",
      "events of all contexts over HTTP; it is killed again and again, also while it writes, and",
      "goes on from the cursor that it kept. Then what it kept is held against the logs, by SQL.",
    })
public final class EventsCommand implements Command {
  private static final int KILLS_MAX = 200;

  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();
  @Mixin private final SeedOption seed = new SeedOption();

  @Option(
      names = "--kills",
      description = "how often the consumer is killed (default: ${DEFAULT-VALUE})")
  private int kills = 20;

  @Option(
      names = "--orders",
      description = "replay only the first orders of the month, one for each kill at least")
  private int orders = Integer.MAX_VALUE;

  @Override
  public Integer call() throws Exception {
    output.check(() -> {
      Bounds.check("kills", kills, 1, KILLS_MAX);
      Bounds.check("orders", orders, kills, Integer.MAX_VALUE);
    });
    var folder = data.folder("events");
    return data.conclude(output, folder, () -> run(folder, seed.value()));
  }

  private EventsVerdict run(Path folder, long chance) {
    DataDirectory.fresh(folder);
    var startNanos = System.nanoTime();
    var screen = output.screen();
    var month = Month.bundled(folder).first(orders);
    var plan = PlannedDeath.plan(kills, month.orders().size(), chance);
    try (var system = SystemProcess.startAndAwaitReady(SystemLaunch.in(folder), screen);
        var consumer = new MortalConsumer(system.launch(), plan)) {
      var replayed = replay(system, month, consumer);
      replayed.print(screen);
      var troubles = new ArrayList<String>();
      if (!AtRest.await(system.database(), AtRest.SETTLING_MAX)) {
        troubles.add("not at rest after %d s".formatted(AtRest.SETTLING_MAX.toSeconds()));
      }
      var ends = EventLogs.ends(system.database());
      Progress.during(screen, () -> "reading what is left", consumer::readToTheEnd);
      var kept = EventJournal.read(consumer.journal());
      var logs = LogComparison.of(system.database(), ends, kept.events());
      troubles.addAll(consumer.troubles());
      logs.forEach(log -> troubles.addAll(log.faults()));
      return new EventsVerdict(
          replayed.ok() && troubles.isEmpty() && logs.stream().allMatch(LogTally::isEqual),
          chance,
          replayed,
          consumer.kills(),
          kept.pages(),
          EventConsumer.PAGE_EVENTS_MAX,
          kept.events().size(),
          logs,
          List.copyOf(troubles),
          Numbers.secondsSince(startNanos));
    }
  }

  /** Sends the month in as many parts as there are kills, so that it does not outrun them. */
  private ReplayVerdict replay(SystemProcess system, Month month, MortalConsumer consumer) {
    int part = Math.ceilDiv(month.orders().size(), kills);
    var sent = new AtomicLong();
    try (var load = new LoadGenerator();
        var acks = AckWriter.create(system.launch().data().resolve("acks.jsonl"))) {
      var shop =
          new ShopClient(load, system.launch().address(), system.adminToken(), RetryPolicy.USUAL);
      var replayed =
          new Replay(shop, Optional.of(system.database()), acks, ReplayPlan.WHOLE, output.screen())
              .run(
                  month,
                  part,
                  () ->
                      consumer.awaitDeaths(
                          PlannedDeath.EVENTS_PER_ORDER_MIN * sent.addAndGet(part)));
      consumer.awaitLastDeath();
      return replayed;
    }
  }
}
