package mercat.lab.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mercat.lab.overload.Overload.OverloadPlan;
import org.junit.jupiter.api.Test;

class OverloadPlanTest {
  @Test
  void takesWhatTheLabCanSend() {
    assertThat(plan(500, 60, 3, 10).times()).containsExactly(3, 10);
    assertThat(plan(400, 60, 50).times()).containsExactly(50);
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThatThrownBy(() -> plan(9, 60, 3)).hasMessageStartingWith("peak");
    assertThatThrownBy(() -> plan(10_001, 60, 1)).hasMessageStartingWith("peak");
    assertThatThrownBy(() -> plan(500, 60)).hasMessageStartingWith("times");
    assertThatThrownBy(() -> plan(500, 60, 0)).hasMessageStartingWith("times");
    assertThatThrownBy(() -> plan(500, 0, 3)).hasMessageStartingWith("seconds");
    assertThatThrownBy(() -> plan(500, 601, 3)).hasMessageStartingWith("seconds");
    assertThatThrownBy(() -> plan(500, 60, 41)).hasMessageContaining("which the lab cannot send");
  }

  private static OverloadPlan plan(int peak, int seconds, Integer... times) {
    return new OverloadPlan(Path.of("unused"), peak, List.of(times), Duration.ofSeconds(seconds));
  }
}
