package mercat.lab.feed;

import java.util.ArrayList;
import java.util.List;
import mercat.lab.feed.TopicComparison.TopicTally;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.verify.Finding;

/**
 * What the feed wrote whose broker was killed and away: true when everybody was served meanwhile,
 * each topic holds each event of its log, in the order of its key, repeats by the same id, and a
 * feed that begins anew tells each key the same.
 *
 * @param topics as they were when the broker had been away
 * @param again other topics, written from the beginning
 * @param peakMb the most memory that the node held
 * @param peakMaxMb what it may hold at most, with the heap that the launcher gives it
 */
record FeedVerdict(
    boolean ok,
    BrokerAbsence absence,
    double peakMb,
    double peakMaxMb,
    List<TopicTally> topics,
    List<Retold> again,
    List<Finding> invariants,
    List<String> troubles,
    double seconds)
    implements CommandVerdict {
  private static final String HEADS =
      "log | events | records | repeats | missing | out of order | changed | not in the log";

  /**
   * A topic that was written from the beginning of its log.
   *
   * @param topic beside the log
   * @param keys of the first topic
   * @param differing keys whose events are others here, or in another order
   */
  record Retold(TopicTally topic, long keys, long differing) {
    boolean isSame() {
      return topic.isWhole() && differing == 0;
    }
  }

  @Override
  public void print(Screen screen) {
    absence.print(screen);
    screen.line("", "the node held %s MB at most, of %s that it may", peakMb, peakMaxMb);
    screen.heading("After the outage");
    var first = TextTable.of(HEADS);
    topics.forEach(topic -> row(first, topic));
    screen.table(first);
    screen.heading("From the beginning, into other topics");
    var second = TextTable.of(HEADS + " | keys | told otherwise");
    again.forEach(retold -> row(second, retold.topic(), retold.keys(), retold.differing()));
    screen.table(second);
    screen.line("took", "%s s", seconds);
    screen.troubles(troubles);
    screen.verdict(
        ok,
        "nothing is missing, nothing out of order, and a repeat is known by its id",
        "NOT as it must be");
  }

  private static void row(TextTable table, TopicTally topic, Object... more) {
    var cells = new ArrayList<Object>();
    cells.add(topic.context());
    cells.addAll(
        List.of(
            topic.logged(),
            topic.written(),
            topic.repeats(),
            topic.missing(),
            topic.outOfOrder(),
            topic.changed(),
            topic.foreign()));
    cells.addAll(List.of(more));
    table.add(cells.toArray());
  }
}
