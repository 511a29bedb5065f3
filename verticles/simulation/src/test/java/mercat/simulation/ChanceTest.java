package mercat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A seed makes the same decisions again, in whatever order they come up. */
class ChanceTest {
  private static final List<String> MESSAGES = List.of("reserve 1", "authorize 1", "reserve 2");

  @Test
  void plansTheSameAgain() {
    var plans = LongStream.range(0, 200).mapToObj(Plan::of).toList();
    assertThat(LongStream.range(0, 200).mapToObj(Plan::of)).isEqualTo(plans);
    assertThat(plans).doesNotHaveDuplicates();
  }

  @Test
  void decidesTheSameWhoeverComesFirst() {
    var forwards = fates(MESSAGES);
    var backwards = fates(MESSAGES.reversed());
    assertThat(backwards).containsExactlyInAnyOrderElementsOf(forwards);
    assertThat(forwards).doesNotHaveDuplicates();
  }

  /** Each message twice: a repeat meets a fate of its own. */
  private static List<String> fates(List<String> messages) {
    var chance = new Chance(7);
    var faultRates = FaultRates.of(chance.of("weather"));
    var fates = new ArrayList<String>();
    for (int time = 0; time < 2; time++) {
      for (var message : messages) {
        fates.add(message + " " + time + " " + faultRates.fate(chance.next(message), true));
      }
    }
    return fates;
  }
}
