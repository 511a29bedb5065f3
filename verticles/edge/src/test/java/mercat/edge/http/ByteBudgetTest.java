package mercat.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private final ByteBudget budget = new ByteBudget(1_000_000);
  private final List<String> cut = new ArrayList<>();

  @Test
  void cutsTheOldestThatWaitsAndNoMoreThanIsNeeded() {
    claim("oldest", 400_000);
    claim("older", 300_000);
    claim("newest", 300_000);
    assertThat(cut).containsExactly("oldest");
    assertThat(budget.used()).isEqualTo(600_000);
  }

  @Test
  void cutsNobodyForOneThatWouldNotFitAllTheSame() {
    claim("settled", 600_000).settle();
    claim("waiting", 100_000);
    assertThat(budget.begin(() -> cut.add("newest")).add(300_000)).isFalse();
    assertThat(cut).isEmpty();
    assertThat(budget.used()).isEqualTo(700_000);
  }

  @Test
  void keepsAQuarterForSmallOnes() {
    claim("large", 750_000).settle();
    claim("small", 64_000);
    assertThat(cut).isEmpty();
    assertThat(budget.begin(() -> cut.add("newest")).add(70_000)).isFalse();
  }

  @Test
  void holdsNothingOfWhatWasReleasedOrCut() {
    var first = claim("first", 700_000);
    claim("second", 700_000).release();
    first.release();
    assertThat(cut).containsExactly("first");
    assertThat(first.add(1)).isFalse();
    assertThat(budget.used()).isZero();
  }

  @Test
  void cutsWhoHasDoneAPartLast() {
    var first = claim("first", 300_000);
    claim("second", 300_000);
    assertThat(first.hold(100_000)).isTrue();
    assertThat(budget.used()).isEqualTo(400_000);
    claim("third", 600_000);
    assertThat(cut).containsExactly("second");
    assertThat(first.hold(0)).isTrue();
    assertThat(budget.used()).isEqualTo(600_000);
  }

  @CanIgnoreReturnValue
  private ByteBudget.Claim claim(String name, long bytes) {
    var claim = budget.begin(() -> cut.add(name));
    assertThat(claim.add(bytes)).as(name).isTrue();
    return claim;
  }
}
