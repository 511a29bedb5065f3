package mercat.lab.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
  @Test
  void handsOnNoDatabaseAndNoSettingsOfWhoeverCalls() {
    var environment =
        new HashMap<>(
            Map.of(
                "DATABASE_URL", "postgres://shop.example.org/live",
                "MERCAT_EDGE_PORT", "80",
                "MERCAT_FAIL_POINT", "edge.before-answer",
                "PATH", "/bin"));
    ChildProcess.prepare(environment, Map.of("MERCAT_EDGE_ORDERS_PER_SECOND_MAX", "5"));
    assertThat(environment)
        .containsOnly(
            Map.entry("PATH", "/bin"), Map.entry("MERCAT_EDGE_ORDERS_PER_SECOND_MAX", "5"));
  }
}
