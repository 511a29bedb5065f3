package mercat.lab.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlannedDeathTest {
  @Test
  void spreadsDeathsOverTheOrdersAndThePointsAndRepeatsThemBySeed() {
    var plan = PlannedDeath.plan(20, 1_000, 7);
    for (int i = 0; i < 20; i++) {
      assertThat(plan.get(i).position()).isBetween(100L * i + 1, 100L * (i + 1));
    }
    assertThat(plan.stream().collect(Collectors.groupingBy(PlannedDeath::point)).values())
        .hasSize(DyingPoint.values().length)
        .allMatch(deaths -> deaths.size() == 5);
    assertThat(PlannedDeath.plan(20, 1_000, 7)).isEqualTo(plan);
    assertThat(PlannedDeath.plan(20, 1_000, 8)).isNotEqualTo(plan);
  }

  @Test
  void findsAPlaceForEachWhereThereIsOneOrderForEach() {
    assertThat(PlannedDeath.plan(3, 3, 1))
        .extracting(PlannedDeath::position)
        .isSorted()
        .allMatch(position -> position >= 1 && position <= 6);
  }

  @Test
  void isReachedByAnEventOfTheOrdersAlone() {
    var death = new PlannedDeath(5, DyingPoint.WRITTEN, 0);
    assertThat(death.isReachedBy(List.of(event("payments", 9), event("orders", 4)))).isFalse();
    assertThat(death.isReachedBy(List.of(event("orders", 4), event("orders", 6)))).isTrue();
  }

  private static ConsumedEvent event(String context, long position) {
    return new ConsumedEvent(context, "life/" + position, position, "key", "Type");
  }
}
