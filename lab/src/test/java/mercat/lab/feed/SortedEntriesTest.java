package mercat.lab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.feed.TopicReader.TopicRecord;
import mercat.lab.system.SystemLaunch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sorting what does not fit into memory. */
class SortedEntriesTest {
  /** What was compared in memory before took several hundred bytes of each. */
  private static final String EVENTS = "150000";

  private static final String HEAP = "-Xmx32m";

  @TempDir private Path folder;

  @Test
  void sortsByFilesOfAnySizeWhatTheyAreFilledWith() throws IOException {
    var chance = new Random(7);
    var entries = new ArrayList<TopicEntry>();
    var sorted = new ArrayList<TopicEntry>();
    try (var sorting = new SortedEntries(TopicEntry.BY_KEY, folder, 1)) {
      for (int order = 1; order <= 2 * SortedEntries.FILES_MAX * 2 + 5; order++) {
        entries.add(entry(order, "é".repeat(chance.nextInt(3)) + chance.nextInt(50)));
        sorting.add(entries.getLast());
      }
      sorting.forEach(sorted::add);
    }
    entries.sort(TopicEntry.BY_KEY);
    assertThat(sorted).isEqualTo(entries);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givesNothingWhereThereIsNothing() {
    var sorted = new ArrayList<TopicEntry>();
    try (var sorting = new SortedEntries(TopicEntry.BY_ID, folder, 1_000)) {
      sorting.forEach(sorted::add);
    }
    assertThat(sorted).isEmpty();
  }

  @Test
  void comparesInAHeapThatCannotHoldTheLog() throws Exception {
    var command =
        new ArrayList<>(
            SystemLaunch.javaCommand(LargeTopic.class, List.of(folder.toString(), EVENTS)));
    command.add(command.indexOf("-cp"), HEAP);
    var said = folder.resolve("said");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    var tally =
        "TopicTally[context=orders, logged=150000, written=300000, repeats=150000, missing=0,"
            + " outOfOrder=0, changed=0, foreign=0, faults=[]]";
    assertThat(Files.readAllLines(said, StandardCharsets.UTF_8))
        .containsExactly(tally, tally, "KeySequences[keys=50000, differing=0]");
  }

  private static TopicEntry entry(long order, String key) {
    var event = new ConsumedEvent("orders", "life/" + order, order, key, "OrderPlaced");
    return new TopicEntry(order, new TopicRecord(1, key, event, 9));
  }
}
