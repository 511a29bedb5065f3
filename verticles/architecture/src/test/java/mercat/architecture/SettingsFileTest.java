package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mercat.platform.config.Settings;
import mercat.platform.config.Settings.Setting;
import mercat.platform.config.Sources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * cluster-config/mercat.yaml names every setting with its default. A section {@code x} is a record
 * {@code XConfig}.
 */
class SettingsFileTest {
  @TempDir Path directory;

  @Test
  void namesEverySettingWithItsDefault() throws IOException {
    var file = Modules.root().resolve("cluster-config/mercat.yaml");
    var uncommented =
        Files.readAllLines(file).stream()
            .filter(line -> !line.startsWith("##"))
            .map(line -> line.startsWith("# ") ? line.substring(2) : line)
            .collect(Collectors.joining("\n"));
    var everything = Files.writeString(directory.resolve("all.yaml"), uncommented);

    assertThat(values(Settings.load(Sources.none().withFile(everything))))
        .isEqualTo(values(Settings.load(Sources.none())));
    var written = Settings.load(Sources.none().withFile(everything));
    sections().forEach(written::check);
    written.refuseUnknown();
    assertThat(written.inForce().stream().filter(setting -> setting.source().equals("default")))
        .as("settings that the file does not name")
        .isEmpty();
  }

  @Test
  void setsNothingByItself() {
    var file = Modules.root().resolve("cluster-config/mercat.yaml");
    Settings.load(Sources.none().withFile(file)).refuseUnknown();
  }

  @Test
  void knowsEverySettingOfTheRoles() throws IOException {
    try (var roles = Files.list(Modules.root().resolve("cluster-config/roles"))) {
      for (var role : roles.toList()) {
        var settings = Settings.load(Sources.none().withFile(role));
        sections().forEach(settings::check);
        settings.refuseUnknown();
        assertThat(settings.inForce())
            .as(role.toString())
            .anyMatch(setting ->
                setting.name().equals("node.contexts") && !setting.source().equals("default"));
      }
    }
  }

  private static Map<String, String> values(Settings settings) {
    sections().forEach(settings::check);
    return settings.inForce().stream().collect(Collectors.toMap(Setting::name, Setting::value));
  }

  private static Map<String, Class<? extends Record>> sections() {
    return Modules.CLASSES.stream()
        .filter(type -> type.isRecord() && type.getSimpleName().endsWith("Config"))
        .filter(type -> type.tryGetMethod("defaults").isPresent())
        .collect(
            Collectors.toMap(
                SettingsFileTest::section, SettingsFileTest::record, (a, b) -> a, TreeMap::new));
  }

  private static String section(JavaClass type) {
    var name = type.getSimpleName();
    return name.substring(0, name.length() - "Config".length()).toLowerCase(Locale.ROOT);
  }

  private static Class<? extends Record> record(JavaClass type) {
    return type.reflect().asSubclass(Record.class);
  }
}
