package mercat.lab.feed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import mercat.contracts.Command;
import mercat.lab.events.EventLogs;
import mercat.lab.feed.FeedVerdict.Retold;
import mercat.lab.feed.TopicComparison.TopicTally;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.shop.OwnShop;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Awaiting;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.OwnData;
import mercat.verify.DatabaseAccess;
import mercat.verify.Finding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code feed}: what the feed to Kafka tells whose broker dies and is away. */
@CommandLine.Command(
    name = "feed",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a Kafka broker and a system of its own that writes its events there. People order",
      "while the broker is killed, for a moment and then for longer. Then its topics are held",
      "against the logs, by SQL; and once more when the feed was reset to write other topics.",
    })
public final class FeedCommand implements Command {
  /** What one process may hold under load. */
  private static final double RESIDENT_MAX_MB = 500;

  private static final String FIRST = "first";
  private static final String AGAIN = "again";

  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();

  @Option(
      names = "--broker-down",
      paramLabel = "SECONDS",
      description = "how long the broker is away (default: ${DEFAULT-VALUE})")
  private int brokerDown = 120;

  @Option(
      names = "--per-second",
      description = "orders that come all the time (default: ${DEFAULT-VALUE})")
  private int perSecond = 100;

  @Option(
      names = "--broker-libs",
      paramLabel = "DIR",
      description = {
        "the jars of a Kafka broker, such as libs of Kafka's distribution (default: Maven fetches",
        "them, 40 MB, the first time)"
      })
  private @Nullable Path brokerLibs;

  @Override
  public Integer call() throws Exception {
    output.check(() -> {
      Bounds.check("broker down", brokerDown, 3, 3_600);
      Bounds.check("per second", perSecond, 1, 1_000);
    });
    var folder = data.folder("feed");
    return data.conclude(output, folder, () -> run(folder));
  }

  private FeedVerdict run(Path folder) {
    var startNanos = System.nanoTime();
    DataDirectory.fresh(folder);
    var screen = output.screen();
    var libraries =
        brokerLibs == null
            ? BrokerLibraries.fetched(folder, screen)
            : BrokerLibraries.of(brokerLibs);
    try (var broker = KafkaBroker.in(folder.resolve("broker"), libraries)) {
      var troubles = new ArrayList<String>();
      var first = first(folder.resolve("shop"), broker, troubles);
      reset(folder.resolve("shop"), troubles);
      var again = again(folder.resolve("shop"), broker, first.ends());
      first.topics().forEach(topic -> troubles.addAll(topic.faults()));
      again.forEach(retold -> judge(retold, troubles));
      if (isHeapUsual() && first.peakMb() > RESIDENT_MAX_MB) {
        troubles.add("the node held %s MB".formatted(Numbers.decimal(first.peakMb())));
      }
      return new FeedVerdict(
          troubles.isEmpty()
              && first.topics().stream().allMatch(TopicTally::isWhole)
              && again.stream().allMatch(Retold::isSame),
          first.absence(),
          first.peakMb(),
          RESIDENT_MAX_MB,
          first.topics(),
          again,
          first.invariants(),
          List.copyOf(troubles),
          Numbers.secondsSince(startNanos));
    }
  }

  /** Whether the node's heap, which is as large as this process's, is within what it may hold. */
  private static boolean isHeapUsual() {
    return Runtime.getRuntime().maxMemory() < RESIDENT_MAX_MB * 1024 * 1024;
  }

  /** What was found of the topics that were written while the broker died. */
  private record FirstRun(
      BrokerAbsence absence,
      double peakMb,
      Map<String, Long> ends,
      List<TopicTally> topics,
      List<Finding> invariants) {}

  private FirstRun first(Path shopFolder, KafkaBroker broker, List<String> troubles) {
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var starting = beside.submit(broker::start);
      try (var shop = OwnShop.open(shopFolder, settings(broker, FIRST), output.screen())) {
        var unused = Awaiting.result(starting);
        var outage = new BrokerOutage(shop, broker, output.screen(), troubles);
        var absence = outage.run(Duration.ofSeconds(brokerDown), perSecond);
        var invariants = shop.examine(troubles).all();
        awaitWritten(shop.database());
        var ends = EventLogs.ends(shop.database());
        var topics = new ArrayList<TopicTally>();
        try (var reader = new TopicReader(broker.address());
            var comparison = new TopicComparison(shop.database())) {
          ends.forEach((context, end) -> {
            var topic = topic(FIRST, context);
            comparison.take(topic, records -> reader.read(topic, records));
            topics.add(comparison.tally(topic, context, end));
          });
        }
        return new FirstRun(absence, shop.peakMb(), ends, topics, invariants);
      }
    }
  }

  private static Map<String, String> settings(KafkaBroker broker, String prefix) {
    return Map.of(
        "MERCAT_FEED_KAFKA_SERVERS", broker.address(), "MERCAT_FEED_TOPIC_PREFIX", prefix);
  }

  private static String topic(String prefix, String context) {
    return prefix + "." + context;
  }

  /** As the runbook has it: while the feed is off, so that nothing later is written first. */
  private void reset(Path shopFolder, List<String> troubles) {
    try (var system =
            SystemProcess.startAndAwaitReady(SystemLaunch.in(shopFolder), output.screen());
        var load = new LoadGenerator()) {
      var shop =
          new ShopClient(load, system.launch().address(), system.adminToken(), RetryPolicy.USUAL);
      var reset = FeedCursors.reset(shop);
      EventLogs.ends(system.database())
          .forEach((context, end) -> {
            if (end > 0 && !reset.contains(context)) {
              troubles.add("the feed does not follow " + context);
            }
          });
    }
  }

  private List<Retold> again(Path shopFolder, KafkaBroker broker, Map<String, Long> before) {
    var launch = SystemLaunch.in(shopFolder).with(settings(broker, AGAIN));
    try (var system = SystemProcess.startAndAwaitReady(launch, output.screen());
        var reader = new TopicReader(broker.address())) {
      awaitWritten(system.database());
      var again = new ArrayList<Retold>();
      try (var comparison = new TopicComparison(system.database())) {
        EventLogs.ends(system.database())
            .forEach((context, end) -> {
              var first = topic(FIRST, context);
              var second = topic(AGAIN, context);
              for (var topic : List.of(first, second)) {
                comparison.take(topic, records -> reader.read(topic, records));
              }
              var keys = comparison.sequences(first, second, before.getOrDefault(context, 0L));
              var tally = comparison.tally(second, context, end);
              again.add(new Retold(tally, keys.keys(), keys.differing()));
            });
      }
      return again;
    }
  }

  private void awaitWritten(DatabaseAccess database) {
    var unused =
        FeedCursors.awaitWritten(database, output.screen(), () -> "the feed writes what there is");
  }

  private static void judge(Retold retold, List<String> troubles) {
    troubles.addAll(retold.topic().faults());
    if (retold.differing() > 0) {
      troubles.add(
          "%s: %d keys are told otherwise from the beginning"
              .formatted(retold.topic().context(), retold.differing()));
    }
  }
}
