package mercat.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.Sku;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadEvents.Reply.Found;
import mercat.contracts.log.UnreadEvent;
import mercat.platform.log.EventFeed.Place;
import org.junit.jupiter.api.Test;

class FeedMergeTest {
  private static final UUID LIFE = new UUID(0, 1);
  private static final UUID KEY = new UUID(7, 7);

  @Test
  void keepsTheOrderOfEachLogAndMixesLogsByTime() {
    var merge = new FeedMerge(Map.of("b", new Place(LIFE, 4)));
    merge.add("a", found(3, at(1, 10), at(2, 5), at(3, 30)));
    merge.add("b", found(6, at(5, 7), at(6, 20)));
    assertThat(told(merge.take(10))).containsExactly("b 5", "a 1", "a 2", "b 6", "a 3");
    assertThat(merge.places()).isEqualTo(Map.of("a", new Place(LIFE, 3), "b", new Place(LIFE, 6)));
  }

  @Test
  void remembersOfEachLogHowFarItWasTaken() {
    var merge = new FeedMerge(Map.of("c", new Place(LIFE, 9)));
    merge.add("a", found(2, at(1, 1), at(2, 2)));
    merge.add("b", found(6, at(5, 3), at(6, 4)));
    merge.add("d", found(0));
    assertThat(told(merge.take(1))).containsExactly("a 1");
    assertThat(merge.places())
        .isEqualTo(
            Map.of(
                "a", new Place(LIFE, 1),
                "b", new Place(LIFE, 4),
                "c", new Place(LIFE, 9),
                "d", new Place(LIFE, 0)));
  }

  @Test
  void endsAPageOfHeavyEventsEarly() {
    var heavy = new UnreadEvent("Heavy", "{\"text\":\"" + "x".repeat(100_000) + "\"}", "");
    var entries = new ArrayList<LogEntry>();
    for (int position = 1; position <= 10; position++) {
      entries.add(new LogEntry(position, KEY, heavy, "", Instant.EPOCH));
    }
    var merge = new FeedMerge(Map.of());
    merge.add("a", new Found(LIFE, 10, entries));
    assertThat(merge.take(10)).hasSize(3);
    assertThat(merge.places()).isEqualTo(Map.of("a", new Place(LIFE, 3)));
  }

  private static Found found(long through, LogEntry... entries) {
    return new Found(LIFE, through, List.of(entries));
  }

  private static LogEntry at(long position, long second) {
    var event = new ProductWithdrawn(new Sku("A"), 1);
    return new LogEntry(position, KEY, event, "", Instant.ofEpochSecond(second));
  }

  private static List<String> told(List<CloudEvent> events) {
    return events.stream()
        .map(event -> event.source().substring("urn:mercat:".length()) + " " + event.position())
        .toList();
  }
}
