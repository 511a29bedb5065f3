package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.platform.BoundedContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LogReadersIT {
  @AutoClose private final LocalNode node = LocalNode.start(Map.of());

  @Test
  void writesDownHowFarAFollowerHasReadWhenThatIsNew() {
    node.host("probe", BoundedContext::serveLog);
    await().atMost(LocalNode.SOON).until(() -> readTo(0), List.of("0")::equals);
    var written = rows("xmin");
    await()
        .atMost(LocalNode.SOON)
        .during(Duration.ofMillis(2_500))
        .until(() -> readTo(0), List.of("0")::equals);
    assertThat(rows("xmin")).as("nothing was written meanwhile").isEqualTo(written);
    await().atMost(LocalNode.SOON).until(() -> readTo(5), List.of("5")::equals);
  }

  /** Half a mebicharacter is an answer's weight, beyond which it takes no further row. */
  @Test
  void endsAnAnswerThatWeighsTooMuch() {
    node.host("probe", BoundedContext::serveLog);
    node.database()
        .change(
            """
            insert into probe.log (position, first, events)
            select n, n, ('[{"key":"' || gen_random_uuid() || '","type":"ProductWithdrawn","trace":"",'
                          || '"payload":{"is":"ProductWithdrawn","sku":"A","version":1,"more":"'
                          || repeat('x', 200000) || '"}}]')::json
              from generate_series(1, 5) n\
            """);
    var first = node.ask(new ReadLog("probe", "reader", 0, ReadLog.LIMIT_MAX, Set.of()));
    assertThat(first.through()).isEqualTo(3);
    assertThat(first.entries()).extracting(LogEntry::position).containsExactly(1L, 2L, 3L);
    var rest = node.ask(new ReadLog("probe", "reader", 3, ReadLog.LIMIT_MAX, Set.of()));
    assertThat(rest.entries()).extracting(LogEntry::position).containsExactly(4L, 5L);
  }

  /** Reads once; how far is noted so far. */
  private List<String> readTo(long position) {
    var page = node.ask(new ReadLog("probe", "reader", position, 1, Set.of()));
    assertThat(page.through()).isEqualTo(position);
    return rows("position");
  }

  private List<String> rows(String column) {
    return node.database().rows("select " + column + " from probe.log_reader");
  }
}
