package mercat.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.contracts.Money;
import mercat.contracts.log.ListFollowers;
import mercat.contracts.log.ListParked;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.ResetFollower;
import mercat.contracts.log.StaffActed;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderShipped;
import mercat.platform.Actor;
import mercat.platform.bus.Json;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.StandIn;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The feed before a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaFeedIT {
  private static final Actor STAFF =
      new Actor("staff", Set.of("followers:read", "followers:write"));
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Money TOTAL = new Money(1_530, "GBP");

  @AutoClose private final RunningBroker broker = new RunningBroker();
  private final TestDatabase database = TestDatabase.fresh();

  @TempDir private Path directory;

  @Test
  void missesNothingWhileTheBrokerIsAwayAndTellsTheSameAgainFromTheBeginning() throws Exception {
    Map<String, List<String>> log;
    try (var node = node("first", Map.of())) {
      var orders = node.standIn("orders");
      node.host(new FeedContext());
      sell(orders, 20);
      awaitFollowed(node);
      broker.stop();
      sell(orders, 20);
      broker.start();
      sell(orders, 20);
      awaitFollowed(node);
      log = log(node);
    }
    assertThat(told("first.orders")).isEqualTo(log);
    assertThat(exampleReads("first.orders")).isEqualTo(log);

    resetWhileOff();
    try (var node = node("again", Map.of())) {
      var unused = node.standIn("orders");
      node.host(new FeedContext());
      awaitFollowed(node);
      assertThat(told("again.orders")).isEqualTo(log);
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(told("again.feed").values())
                  .as("what the staff did to the feed")
                  .containsExactly(List.of("1 mercat.feed.StaffActed")));
    }
    assertEachPartitionIsInOrder("again.orders");
  }

  /** Nothing later is written to the new topic before the feed stands at the beginning. */
  private void resetWhileOff() {
    try (var node = new LocalNode(database, Map.of())) {
      var unused = node.standIn("orders");
      node.host(new FeedContext());
      assertThat(node.askAs(STAFF, new ListFollowers("feed")).followers())
          .extracting(follower -> follower.source())
          .contains("orders");
      assertThat(node.askAs(STAFF, new ResetFollower("feed", "orders", 0, end(node).incarnation())))
          .isInstanceOf(ResetFollower.Reply.Moved.class);
    }
  }

  @Test
  void parksWhatIsTooLargeForTheBrokerAndGoesOn() throws IOException {
    var properties =
        Files.writeString(directory.resolve("kafka.properties"), "max.request.size=4000");
    try (var node = node("small", Map.of("feed.kafka-properties-file", properties.toString()))) {
      var catalog = node.standIn("catalog");
      node.host(new FeedContext());
      var large = Map.of("description", "x".repeat(900), "name", "y".repeat(900));
      var before = Map.of("a", "z".repeat(900), "b", "z".repeat(900), "c", "z".repeat(900));
      catalog.announces(
          new UUID(7, 1), new StaffActed("system", "putProduct", "product:1", before, large));
      catalog.announces(
          new UUID(7, 2), new StaffActed("system", "putProduct", "product:2", Map.of(), Map.of()));
      await().atMost(SOON).untilAsserted(() -> assertThat(told("small.catalog")).hasSize(1));
      var parked = node.askAs(STAFF, new ListParked("feed", "catalog", 0, 10));
      assertThat(parked.events()).hasSize(1);
      assertThat(parked.events().getFirst().error()).contains("max.request.size");
    }
  }

  @Test
  void followsNobodyUnlessThereIsABroker() {
    try (var node = new LocalNode(TestDatabase.fresh(), Map.of())) {
      node.host(new FeedContext());
      assertThat(node.askAs(STAFF, new ListFollowers("feed")).followers()).isEmpty();
    }
  }

  private LocalNode node(String prefix, Map<String, String> further) {
    var settings =
        Map.of(
            "feed.kafka-servers",
            broker.address(),
            "feed.topic-prefix",
            prefix,
            "feed.delivery-timeout",
            "2s");
    return new LocalNode(database, LocalNode.settings(settings, further));
  }

  /** Orders in their lives, each event in a transaction of its own. */
  private static void sell(StandIn orders, int count) {
    var ids = Stream.generate(Fresh::orderId).limit(count).toList();
    ids.forEach(id -> orders.announces(new OrderPlaced(id, TOTAL)));
    ids.forEach(id -> orders.announces(new OrderConfirmed(id, TOTAL), new OrderShipped(id)));
  }

  private static void awaitFollowed(LocalNode node) {
    long end = end(node).through();
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(node.rows("select position from feed.cursor where source = 'orders'"))
                .containsExactly(String.valueOf(end)));
  }

  private static ReadLog.Entries end(LocalNode node) {
    return node.ask(new ReadLog("orders", "test", ReadLog.END, 1, Set.of()));
  }

  /** The events of each key as the log has them. */
  private static Map<String, List<String>> log(LocalNode node) {
    return node
        .rows(
            "select key || ' ' || position || ' mercat.orders.' || type from orders.log_event"
                + " order by position")
        .stream()
        .collect(
            Collectors.groupingBy(
                row -> row.substring(0, row.indexOf(' ')),
                TreeMap::new,
                Collectors.mapping(
                    row -> row.substring(row.indexOf(' ') + 1), Collectors.toList())));
  }

  /** The events of each key as a topic has them, but for repeats, which are known by their ids. */
  private Map<String, List<String>> told(String topic) {
    var told = new TreeMap<String, List<String>>();
    var had = new HashSet<String>();
    for (var record : broker.records(topic)) {
      var event = Json.read(record.value(), JsonNode.class);
      assertThat(record.key()).isEqualTo(event.path("subject").asText());
      assertThat(
              new String(
                  record.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8))
          .startsWith("application/cloudevents+json");
      if (had.add(event.path("id").asText())) {
        told.computeIfAbsent(record.key(), absent -> new ArrayList<>()).add(named(event));
      }
    }
    return told;
  }

  private static String named(JsonNode event) {
    return event.path("position").asText() + " " + event.path("type").asText();
  }

  private Map<String, List<String>> exampleReads(String topic) throws Exception {
    var read = new TreeMap<String, List<String>>();
    var wanted = told(topic);
    try (var consumer =
        new ExampleConsumer(
            broker.address(),
            "example",
            List.of(topic),
            event ->
                read.computeIfAbsent(event.path("subject").asText(), absent -> new ArrayList<>())
                    .add(named(event)))) {
      await()
          .atMost(SOON)
          .until(() -> {
            consumer.poll(Duration.ofMillis(100));
            return read.equals(wanted);
          });
    }
    return read;
  }

  private void assertEachPartitionIsInOrder(String topic) {
    var positions = new TreeMap<Integer, List<Long>>();
    for (var record : broker.records(topic)) {
      var event = Json.read(record.value(), JsonNode.class);
      positions
          .computeIfAbsent(record.partition(), absent -> new ArrayList<>())
          .add(event.path("position").asLong());
    }
    assertThat(positions).hasSize(3);
    assertThat(positions.values()).allSatisfy(each -> assertThat(each).isSorted());
  }
}
