package mercat.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import mercat.lab.bench.Floor.FloorScript;
import mercat.verify.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloorTest {
  @Test
  void readsTheScriptAsPgbenchWould() {
    var statements = FloorScript.load().statements();

    assertThat(statements).hasSize(2);
    assertThat(statements.get(0).variables()).isEqualTo(List.of("b", "s", "s"));
    assertThat(statements.get(0).sql()).contains("'buyer-' || ?", "gen_random_uuid()::text");
    assertThat(statements.get(1).variables()).isEqualTo(List.of("s"));
    assertThat(FloorScript.load().sha256()).hasSize(64);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void writesItsRowsInOneTransaction(boolean pgbenchAllowed) {
    var access = TestServer.newDatabase();
    try (var floor = new Floor(access, FloorScript.load(), pgbenchAllowed)) {
      var rate = floor.round(1, Duration.ofSeconds(1));

      assertThat(rate).isPositive();
      assertThat(floor.orders()).isPositive();
    }
  }
}
