package mercat.edge;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import mercat.platform.config.Settings;
import mercat.platform.config.Sources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeConfigTest {
  @ParameterizedTest
  @CsvSource({
    "edge.idle-timeout, 0s",
    "edge.grpc-calls-max, 0",
    "edge.grpc-watches-max, -1",
    "edge.grpc-watch-time, 2h",
    "edge.event-readers-max, 0"
  })
  void refusesWhatWouldBoundNothingByItsName(String setting, String value) {
    var settings = Settings.load(Sources.none().withFlags(Map.of(setting, value)));
    assertThatThrownBy(() -> settings.section("edge", EdgeConfig.class))
        .hasMessageContaining(setting);
  }
}
