package mercat.inventory.domain;

import static mercat.inventory.domain.Transition.COMMIT;
import static mercat.inventory.domain.Transition.RELEASE;
import static mercat.inventory.domain.Transition.RESTOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import mercat.inventory.domain.Transition.StockChange;
import mercat.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransitionTest {
  @ParameterizedTest
  @CsvSource({
    "COMMIT,  HELD,      COMMITTED, -3, -3",
    "RELEASE, HELD,      RELEASED,   0, -3",
    "RESTOCK, HELD,      RELEASED,   0, -3",
    "RESTOCK, COMMITTED, RELEASED,   3,  0"
  })
  void changesTheStock(
      Transition transition,
      ReservationState from,
      ReservationState to,
      long onHand,
      long reserved) {
    assertThat(transition.movesFrom(from)).isTrue();
    assertThat(transition.target()).isEqualTo(to);
    assertThat(transition.change(from, 3)).isEqualTo(new StockChange(onHand, reserved));
  }

  @ParameterizedTest
  @CsvSource({
    "COMMIT,  COMMITTED",
    "COMMIT,  RELEASED",
    "COMMIT,  REFUSED",
    "RELEASE, COMMITTED",
    "RELEASE, RELEASED",
    "RELEASE, REFUSED",
    "RESTOCK, RELEASED",
    "RESTOCK, REFUSED"
  })
  void leavesAloneWhatIsSoldOrHoldsNothing(Transition transition, ReservationState state) {
    assertThat(transition.movesFrom(state)).isFalse();
    assertThatThrownBy(() -> transition.change(state, 3)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void addsUpWhatSeveralOrdersDoToOneSku() {
    assertThat(
            COMMIT
                .change(ReservationState.HELD, 3)
                .plus(RELEASE.change(ReservationState.HELD, 2))
                .plus(RESTOCK.change(ReservationState.COMMITTED, 1)))
        .isEqualTo(new StockChange(-2, -5));
  }

  @Test
  void leavesTheSameStockWhetherAFateComesAtOnceOrInSteps() {
    Cases.check(
        200,
        cases -> {
          var fate =
              cases.oneOf(List.of(List.of(COMMIT), List.of(RELEASE), List.of(COMMIT, RESTOCK)));
          int quantity = cases.number(1, 1_000);
          var stepByStep = new StockChange(0, 0);
          var state = ReservationState.HELD;
          for (var step : fate) {
            if (step.movesFrom(state)) {
              stepByStep = stepByStep.plus(step.change(state, quantity));
              state = step.target();
            }
          }
          var whole = fate.getLast();
          assertThat(whole.change(ReservationState.HELD, quantity)).isEqualTo(stepByStep);
          assertThat(whole.target()).isEqualTo(state);
        });
  }
}
