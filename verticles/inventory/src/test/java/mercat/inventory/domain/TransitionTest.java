package mercat.inventory.domain;

import static mercat.inventory.domain.Transition.COMMIT;
import static mercat.inventory.domain.Transition.RELEASE;
import static mercat.inventory.domain.Transition.RESTOCK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mercat.contracts.Line;
import mercat.contracts.Sku;
import mercat.inventory.domain.Transition.Change;
import mercat.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionTest {
  private static final Line THREE_CUPS = new Line(new Sku("CUP"), 3);

  @ParameterizedTest
  @CsvSource({
    "COMMIT,  held,      committed, -3, -3",
    "RELEASE, held,      released,   0, -3",
    "RESTOCK, held,      released,   0, -3",
    "RESTOCK, committed, released,   3,  0"
  })
  void movesTheShelf(Transition transition, String from, String to, long onHand, long reserved) {
    assertThat(transition.movesFrom(from)).isTrue();
    assertThat(transition.target()).isEqualTo(to);
    assertThat(applied(transition, from)).isEqualTo(Map.of("CUP", new Change(onHand, reserved)));
  }

  @ParameterizedTest
  @CsvSource({"COMMIT, committed", "RELEASE, committed"})
  void leavesAloneWhatIsSold(Transition transition, String state) {
    assertThat(transition.movesFrom(state)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void leavesAloneWhatHoldsNothing(Transition transition) {
    assertThat(transition.movesFrom("released")).isFalse();
    assertThat(transition.movesFrom("refused")).isFalse();
  }

  @Test
  void addsUpWhatSeveralOrdersDoToOneSku() {
    var changes = new HashMap<String, Change>();
    COMMIT.apply("held", THREE_CUPS, changes);
    RELEASE.apply("held", new Line(new Sku("CUP"), 2), changes);
    RESTOCK.apply("committed", new Line(new Sku("CUP"), 1), changes);
    assertThat(changes).isEqualTo(Map.of("CUP", new Change(-2, -5)));
  }

  @Test
  void leavesTheSameShelfWhetherAFateComesAtOnceOrInSteps() {
    Cases.check(
        200,
        cases -> {
          var fate =
              cases.oneOf(List.of(List.of(COMMIT), List.of(RELEASE), List.of(COMMIT, RESTOCK)));
          var line = new Line(new Sku("CUP"), cases.number(1, 1_000));
          var stepByStep = new HashMap<String, Change>();
          var state = "held";
          for (var step : fate) {
            if (step.movesFrom(state)) {
              step.apply(state, line, stepByStep);
              state = step.target();
            }
          }
          var atOnce = new HashMap<String, Change>();
          var whole = fate.stream().reduce(Transition::then).orElseThrow();
          whole.apply("held", line, atOnce);
          assertThat(atOnce).isEqualTo(stepByStep);
          assertThat(whole.target()).isEqualTo(state);
        });
  }

  private static Map<String, Change> applied(Transition transition, String from) {
    var changes = new HashMap<String, Change>();
    transition.apply(from, THREE_CUPS, changes);
    return changes;
  }
}
