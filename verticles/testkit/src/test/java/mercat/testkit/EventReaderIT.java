package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Sku;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadEvents;
import mercat.contracts.log.ReadEvents.Reply;
import mercat.contracts.log.ReadLog;
import mercat.platform.Actor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A log as readers outside see it: every position once, or the reason why not. */
class EventReaderIT {
  private static final Actor READER = new Actor("reader", Set.of("events:read"));
  private static final UUID KEY = new UUID(7, 7);
  private static final UUID OTHER = new UUID(0, 1);

  @AutoClose private final LocalNode node = LocalNode.start(Map.of());
  private final StandIn catalog = node.standIn("catalog");

  @Test
  void givesWhatFollowsAPositionAndCutsTheRowsOfATransaction() {
    announce(3);
    announce(2);
    var first = found(read(null, 0, 2));
    assertThat(positions(first)).containsExactly(1L, 2L);
    assertThat(first.through()).isEqualTo(2);
    var rest = found(read(first.incarnation(), first.through(), 500));
    assertThat(positions(rest)).containsExactly(3L, 4L, 5L);
    assertThat(found(read(first.incarnation(), 5, 500)).entries()).isEmpty();
    assertThat(found(read(null, ReadLog.END, 1)).through()).isEqualTo(5);
    assertThat(node.database().rows("select follower from catalog.log_reader"))
        .as("whom the book of readers knows")
        .doesNotContain("edge");
  }

  @Test
  void saysThatALogIsAnotherOneOrTooShort() {
    announce(3);
    var life = found(read(null, 0, 1)).incarnation();
    assertThat(read(OTHER, 1, 1)).isEqualTo(new Reply.OtherLog(life));
    assertThat(read(life, 4, 1)).isEqualTo(new Reply.BeyondEnd(3));
    assertThat(read(life, 3, 1)).isEqualTo(new Reply.Found(life, 3, List.of()));
  }

  @Test
  void neverPassesOverWhatIsNotThereAnyMore() {
    node.database()
        .change(
            """
            insert into catalog.log (position, first, events, at)
            select n, n, ('[{"key":"' || gen_random_uuid() || '","type":"ProductWithdrawn","trace":"",'
                          || '"payload":{"is":"ProductWithdrawn","sku":"A","version":1}}]')::json, now()
              from generate_series(11, 14) n\
            """);
    assertThat(read(null, 0, 5)).isEqualTo(new Reply.Removed(11));
    assertThat(read(null, 9, 5)).isEqualTo(new Reply.Removed(11));
    assertThat(positions(found(read(null, 10, 5)))).containsExactly(11L, 12L, 13L, 14L);
  }

  @Test
  void tellsNobodyWhoMayNotReadEvents() {
    node.assertOnlyFor("events:read", new ReadEvents("catalog", null, 0, 1));
  }

  private void announce(int events) {
    var withdrawn = new ProductWithdrawn[events];
    for (int i = 0; i < events; i++) {
      withdrawn[i] = new ProductWithdrawn(new Sku("A" + i), 1);
    }
    catalog.announces(KEY, withdrawn);
  }

  private Reply read(@Nullable UUID incarnation, long after, int limit) {
    return node.askAs(READER, new ReadEvents("catalog", incarnation, after, limit));
  }

  private static Reply.Found found(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Found.class);
    return (Reply.Found) reply;
  }

  private static List<Long> positions(Reply.Found found) {
    return found.entries().stream().map(LogEntry::position).toList();
  }
}
