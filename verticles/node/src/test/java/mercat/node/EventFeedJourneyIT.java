package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import mercat.contracts.Vocabulary;
import mercat.testkit.HttpReply;
import mercat.testkit.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system that reads the events of a shop over HTTP, and dies again and again meanwhile. */
class EventFeedJourneyIT {
  private static final String PATH = "/v1/admin/events";
  private static final int KILLS = 20;
  private static final int ORDERS = 40;

  /** What the reader has kept: the events of each context, and the cursor, both or neither. */
  private final Map<String, List<String>> kept = new TreeMap<>();

  private String cursor = "";

  @TempDir private Path data;

  @Test
  void hasEachEventOnceInOrderHoweverOftenReaderOrShopDie() throws Exception {
    try (var shop = RunningShop.open(data);
        var buyers = Executors.newVirtualThreadPerTaskExecutor()) {
      shop.sells("LAMP", 250, 1_000);
      for (int buyer = 0; buyer < ORDERS; buyer++) {
        var key = "key-" + buyer;
        buyers.execute(() -> {
          var unused = shop.order(key, key + "@example.com", "LAMP", 1, "tok_ok");
        });
      }
      for (int kill = 0; kill < KILLS; kill++) {
        readAndDie(shop, kill);
        keep(read(shop, "?limit=3"));
      }
      readToTheEnd(shop);
      endsAWaitWhenItIsToldToStop(shop);
    }
    assertThat(kept.get("orders")).hasSizeGreaterThan(ORDERS);
    var before = List.copyOf(kept.getOrDefault("catalog", List.of()));
    try (var again = RunningShop.open(data)) {
      again.sells("CHAIR", 900, 5);
      readToTheEnd(again);
      assertThat(kept.get("catalog")).hasSizeGreaterThan(before.size());
    }
  }

  /** Reads until there is no more than what the logs hold, and that is what was kept. */
  private void readToTheEnd(RunningShop shop) {
    eventually(() -> {
      var reply = read(shop, "?limit=500");
      keep(reply);
      assertThat(reply.json().path("data").size()).isZero();
      assertThat(kept).isEqualTo(logs(shop));
    });
  }

  /** The connection breaks before the response, or in the middle of it. */
  private void readAndDie(RunningShop shop, int kill) {
    var request =
        "GET %s?limit=500%s HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(PATH, cursor, shop.token());
    try (var client = RawClient.to(shop.port()).send(request)) {
      if (kill % 2 == 0) {
        await().atMost(RunningShop.SOON).until(() -> client.available() > 0);
      }
    }
  }

  private HttpReply read(RunningShop shop, String query) throws Exception {
    return shop.admin("GET", PATH + query + cursor).is(200);
  }

  private void keep(HttpReply page) {
    for (var event : page.json().path("data")) {
      var context = event.path("source").asText().substring("urn:mercat:".length());
      var type = event.path("type").asText().substring("mercat.".length() + context.length() + 1);
      assertThat(event.path("id").asText())
          .isEqualTo(event.path("incarnation").asText() + "/" + event.path("position").asText());
      kept.computeIfAbsent(context, absent -> new ArrayList<>())
          .add(event.path("position").asText() + " " + event.path("subject").asText() + " " + type);
    }
    cursor = "&after=" + page.at("/next");
  }

  private static Map<String, List<String>> logs(RunningShop shop) {
    var logs = new TreeMap<String, List<String>>();
    for (var context : Vocabulary.CONTEXTS) {
      var events =
          shop.texts(
              "select position || ' ' || key || ' ' || type from %s.log_event order by position"
                  .formatted(context));
      if (!events.isEmpty()) {
        logs.put(context, events);
      }
    }
    return logs;
  }

  /** The reader asks another node then; a wait that went on would be cut by the stop. */
  private void endsAWaitWhenItIsToldToStop(RunningShop shop) throws Exception {
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = readers.submit(() -> read(shop, "?wait=30"));
      eventually(() -> shop.operations("/metrics").says("mercat_edge_event_readers 1.0"));
      shop.stop();
      keep(waiting.get());
    }
  }
}
