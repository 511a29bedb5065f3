package mercat.lab.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void comparesFiguresWithThoseTakenNextToThem() {
    var slower = List.of(900.0, 450.0, 225.0);
    var drifting = List.of(1000.0, 500.0, 300.0);
    assertThat(Numbers.medianRatio(slower, drifting)).isEqualTo(0.9);
    assertThat(Numbers.medianRatio(drifting, drifting)).isEqualTo(1);
  }

  @Test
  void comparesNothingWhereThereWasNoRound() {
    assertThat(Numbers.medianRatio(List.of(), List.of())).isZero();
  }
}
