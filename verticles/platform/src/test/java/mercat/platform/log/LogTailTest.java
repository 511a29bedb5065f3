package mercat.platform.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.contracts.orders.OrderCancelled;
import mercat.platform.database.LogWriter;
import mercat.platform.database.Tx;
import org.junit.jupiter.api.Test;

class LogTailTest {
  private static final UUID LIFE = UUID.randomUUID();
  private static final int MANY = 10_000;
  private static final int HEAVY = 1024 * 1024;

  private final LogTail tail = new LogTail();

  @Test
  void handsOnWhatWasWrittenFromAnyPositionThatIsKept() {
    add(1, 3);
    add(4, 2);
    assertThat(positions(0)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(positions(2)).containsExactly(3L, 4L, 5L);
    assertThat(tail.read(asked(5), HEAVY)).isNull();
  }

  @Test
  void keepsWhatSomebodyWhoReadsHasNotApplied() {
    tail.readers().note("quick", 3);
    tail.readers().note("slow", 1);
    add(1, 3);
    add(4, 2);
    assertThat(positions(1)).as("the slow one's").containsExactly(2L, 3L, 4L, 5L);
  }

  @Test
  void forgetsWhatEverybodyHasApplied() {
    add(1, 3);
    add(4, 2);
    tail.readers().note("quick", 5);
    tail.readers().note("slow", 3);
    add(6, 1);
    assertThat(tail.read(asked(0), HEAVY)).as("applied by all").isNull();
    assertThat(positions(3)).as("the slow one's").containsExactly(4L, 5L, 6L);
  }

  @Test
  void keepsABoundedNumberForWhoeverStandsStill() {
    tail.readers().note("stopped", 0);
    for (long first = 1; first < MANY; first += 10) {
      add(first, 10);
    }
    assertThat(tail.read(asked(0), HEAVY)).isNull();
    assertThat(positions(MANY - 5)).hasSize(5);
  }

  @Test
  void endsAnAnswerThatWeighsTooMuchBehindAWholeTransaction() {
    for (long first = 1; first < 11; first += 2) {
      add(first, 2, HEAVY);
    }
    var answers = new ArrayList<Long>();
    for (long after = 0; after < 10; after = answers.getLast()) {
      answers.add(requireNonNull(tail.read(asked(after), 2 * HEAVY)).through());
    }
    assertThat(answers).containsExactly(6L, 10L);
  }

  @Test
  void keepsABoundedWeightForWhoeverStandsStill() {
    tail.readers().note("stopped", 0);
    for (long first = 1; first <= 20; first++) {
      add(first, 1, HEAVY);
    }
    assertThat(positions(0)).isEmpty();
    assertThat(positions(12)).as("eight mebicharacters").hasSize(8);
    assertThat(positions(11)).isEmpty();
  }

  private void add(long first, int events) {
    add(first, events, 100);
  }

  private void add(long first, int events, int characters) {
    var id = UUID.randomUUID();
    var appended =
        new Tx.Appended(id, new OrderCancelled(new OrderId(id), new Money(1, "GBP")), "");
    tail.add(
        new LogWriter.Written(
            LIFE, first, Collections.nCopies(events, appended), Instant.now(), characters));
  }

  private List<Long> positions(long after) {
    var read = tail.read(asked(after), Integer.MAX_VALUE);
    return read == null ? List.of() : read.entries().stream().map(LogEntry::position).toList();
  }

  private static ReadLog asked(long after) {
    return new ReadLog("orders", "anybody", after, ReadLog.LIMIT_MAX, Set.of());
  }
}
