package mercat.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  record Shop(
      Duration holdMax,
      boolean open,
      double ratio,
      Secret key,
      List<String> skus,
      Set<String> contexts,
      int linesMax,
      long bytesMax) {
    Shop {
      if (linesMax < 1) {
        throw new IllegalArgumentException("lines-max must be positive");
      }
    }

    static Shop defaults() {
      return new Shop(
          Duration.ofMinutes(15),
          true,
          0.5,
          new Secret("built in"),
          List.of("A"),
          Set.of(),
          2_000,
          1_048_576);
    }
  }

  @TempDir Path directory;

  @Test
  void givesTheDefaultsWhenNothingIsSet() {
    assertThat(Settings.load(Sources.none()).section("shop", Shop.class))
        .isEqualTo(Shop.defaults());
  }

  @Test
  void readsEveryKindOfValueFromAFile() throws IOException {
    var shop =
        fromFile(
                """
                shop:
                  hold-max: 1h30m
                  open: false
                  ratio: 1e-2
                  key: hidden
                  skus: [B, 85123]
                  contexts: edge, orders
                  lines-max: 3
                """)
            .section("shop", Shop.class);
    assertThat(shop)
        .isEqualTo(
            new Shop(
                Duration.ofMinutes(90),
                false,
                0.01,
                new Secret("hidden"),
                List.of("B", "85123"),
                Set.of("edge", "orders"),
                3,
                1_048_576));
  }

  @Test
  void takesAnEmptyFileAndAnEmptySection() throws IOException {
    assertThat(fromFile("").section("shop", Shop.class)).isEqualTo(Shop.defaults());
    assertThat(fromFile("shop:\n").section("shop", Shop.class)).isEqualTo(Shop.defaults());
    assertThat(fromFile("# shop:\n").section("shop", Shop.class)).isEqualTo(Shop.defaults());
  }

  @Test
  void letsTheStrongerSourceWin() throws IOException {
    var file = file("shop:\n  lines-max: 1\n");
    var environment = Map.of("MERCAT_SHOP_LINES_MAX", "2");
    var properties = Map.of("mercat.shop.lines-max", "3");
    var flags = Map.of("shop.lines-max", "4");
    assertThat(linesMax(new Sources(List.of(file), Map.of(), Map.of(), Map.of()))).isEqualTo(1);
    assertThat(linesMax(new Sources(List.of(file), environment, Map.of(), Map.of()))).isEqualTo(2);
    assertThat(linesMax(new Sources(List.of(file), environment, properties, Map.of())))
        .isEqualTo(3);
    assertThat(linesMax(new Sources(List.of(file), environment, properties, flags))).isEqualTo(4);
    assertThat(linesMax(Sources.none().withFile(file).withFlags(flags))).isEqualTo(4);
  }

  @Test
  void readsAListAndASecretFromTheEnvironment() throws IOException {
    var secret = Files.writeString(directory.resolve("key"), "from a file\n");
    var settings =
        Settings.load(
            environment(
                Map.of("MERCAT_SHOP_SKUS", "A, B", "MERCAT_SHOP_KEY_FILE", secret.toString())));
    var shop = settings.section("shop", Shop.class);
    assertThat(shop.skus()).containsExactly("A", "B");
    assertThat(shop.key().value()).isEqualTo("from a file");
    settings.refuseUnknown();
  }

  @Test
  void neverPrintsASecret() throws IOException {
    var settings = fromFile("shop:\n  key: hidden\n");
    assertThat(settings.section("shop", Shop.class).toString()).doesNotContain("hidden");
    assertThat(settings.inForce().toString())
        .doesNotContain("hidden")
        .doesNotContain("built in")
        .contains("Setting[name=shop.hold-max, value=15m, source=default]");
  }

  @Test
  void namesAnUnknownSettingInFull() throws IOException {
    var settings = fromFile("shop:\n  line-max: 3\n");
    assertThatThrownBy(() -> settings.section("shop", Shop.class))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("shop.line-max: there is no such setting")
        .hasMessageContaining("mercat.yaml")
        .hasMessageContaining("shop has bytes-max, contexts, hold-max");
  }

  @Test
  void refusesAnUnknownSectionVariablePropertyAndFlag() throws IOException {
    assertThatThrownBy(fromFile("ship:\n  mode: strict\n")::refuseUnknown)
        .hasMessageContaining("ship.mode");
    var variable = Settings.load(environment(Map.of("MERCAT_SHOP_HOLD", "15m")));
    assertThat(variable.section("shop", Shop.class)).isEqualTo(Shop.defaults());
    assertThatThrownBy(variable::refuseUnknown).hasMessageContaining("MERCAT_SHOP_HOLD:");
    var property = new Sources(List.of(), Map.of(), Map.of("mercat.shop.hold", "1"), Map.of());
    assertThatThrownBy(() -> Settings.load(property).section("shop", Shop.class))
        .hasMessageContaining("shop.hold: there is no such setting (system property");
    var flag = Sources.none().withFlags(Map.of("shop.hold", "1"));
    assertThatThrownBy(() -> Settings.load(flag).section("shop", Shop.class))
        .hasMessageContaining("flag shop.hold");
  }

  @Test
  void leavesOtherVariablesAndTheLaunchersOwnAlone() {
    var settings =
        Settings.load(
            new Sources(
                List.of(),
                Map.of("PATH", "/bin", "MERCAT_JAVA_HOME", "/opt/jdk"),
                Map.of("java.version", "25", "mercat.home", "/opt/mercat"),
                Map.of()));
    settings.refuseUnknown();
    assertThat(settings.inForce()).isEmpty();
  }

  @Test
  void leavesAloneWhatKubernetesTellsOfServices() {
    var links =
        Map.of(
            "MERCAT_SERVICE_HOST", "10.0.0.1",
            "MERCAT_SERVICE_PORT", "80",
            "MERCAT_SERVICE_PORT_HTTP", "80",
            "MERCAT_PORT", "tcp://10.0.0.1:80",
            "MERCAT_PORT_80_TCP", "tcp://10.0.0.1:80",
            "MERCAT_PORT_80_TCP_ADDR", "10.0.0.1",
            "MERCAT_SHOP_LINES_MAX_PORT", "udp://10.0.0.1:53");
    Settings.load(environment(links)).refuseUnknown();
    assertThatThrownBy(Settings.load(environment(Map.of("MERCAT_PORT", "80")))::refuseUnknown)
        .hasMessageContaining("MERCAT_PORT:");
  }

  @Test
  void saysWhatWouldHaveBeenRight() throws IOException {
    refuses("shop:\n  hold-max: 15\n", "shop.hold-max: '15' is not a duration such as");
    refuses("shop:\n  open: yes please\n", "shop.open: 'yes please' is not true or false");
    refuses("shop:\n  bytes-max: 1k\n", "shop.bytes-max: '1k' is not a whole");
    refuses("shop:\n  lines-max: 0\n", "shop: lines-max must be positive");
    refuses("shop:\n  open: [true]\n", "shop.open: one value is wanted, not a list");
    refuses("shop: [\n", "mercat.yaml, line");
    refuses("shop:\n  open: true\n  open: false\n", "mercat.yaml, line");
    refuses("shop", "sections with settings are wanted");
  }

  private void refuses(String yaml, String message) throws IOException {
    assertThatThrownBy(() -> fromFile(yaml).section("shop", Shop.class))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message);
  }

  private static int linesMax(Sources sources) {
    return Settings.load(sources).section("shop", Shop.class).linesMax();
  }

  private static Sources environment(Map<String, String> variables) {
    return new Sources(List.of(), variables, Map.of(), Map.of());
  }

  private Settings fromFile(String yaml) throws IOException {
    return Settings.load(Sources.none().withFile(file(yaml)));
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(directory.resolve("mercat.yaml"), yaml);
  }
}
