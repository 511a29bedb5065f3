package mercat.platform.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import mercat.platform.FailPoint;

/** The sources laid over one another, and a look-up that says where a value came from. */
final class Layers {
  /** Names that are not settings: the launcher's own, and what no file may arm. */
  private static final Set<String> RESERVED =
      Set.of(
          "MERCAT_JAVA_HOME", "MERCAT_HOME", FailPoint.VARIABLE, "mercat.home", "mercat.programs");

  /** A value as text, or as a list of texts, and where it stands. */
  record Found(List<String> values, boolean list, String source) {
    Found(String text, String source) {
      this(List.of(text), false, source);
    }

    String text() {
      return values.getFirst();
    }
  }

  private final Map<String, Found> ofFiles = new TreeMap<>();
  private final Map<String, Found> ofPropertiesAndFlags = new TreeMap<>();
  private final Map<String, String> environment;

  Layers(Sources sources) {
    this.environment = sources.environment();
    for (var file : sources.files()) {
      flatten("", read(file), file.toString());
    }
    sources
        .properties()
        .forEach((name, text) -> {
          if (name.startsWith("mercat.") && !RESERVED.contains(name)) {
            var found = new Found(text, "system property " + name);
            ofPropertiesAndFlags.put(name.substring("mercat.".length()), found);
          }
        });
    sources
        .flags()
        .forEach((name, text) -> ofPropertiesAndFlags.put(name, new Found(text, "flag " + name)));
  }

  /** The strongest word on a setting. */
  Optional<Found> find(String name) {
    return Optional.ofNullable(ofPropertiesAndFlags.get(name))
        .or(() -> ofEnvironment(variable(name)))
        .or(() -> Optional.ofNullable(ofFiles.get(name)));
  }

  private Optional<Found> ofEnvironment(String variable) {
    var inFile = variable + "_FILE";
    return Optional.ofNullable(environment.get(variable))
        .map(text -> new Found(text, variable))
        .or(() ->
            Optional.ofNullable(environment.get(inFile))
                .map(file -> new Found(contents(inFile, file), inFile)));
  }

  /** What files, properties and flags set, by full name: those below {@code path}, or all. */
  Map<String, Found> named(String path) {
    var named = new TreeMap<>(ofFiles);
    named.putAll(ofPropertiesAndFlags);
    named.keySet().removeIf(name -> !path.isEmpty() && !name.startsWith(path + "."));
    return named;
  }

  /** The variables of the environment that claim to be settings. */
  List<String> variables() {
    return environment.keySet().stream()
        .filter(name -> name.startsWith("MERCAT_") && !RESERVED.contains(name))
        .sorted()
        .toList();
  }

  static String variable(String name) {
    return "MERCAT_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static String contents(String variable, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException failure) {
      throw new SettingsException(variable + ": cannot read " + file);
    }
  }

  private static JsonNode read(Path file) {
    var yaml =
        new YAMLMapper(
            YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
    try (var in = Files.newInputStream(file)) {
      return yaml.readTree(in);
    } catch (JsonProcessingException failure) {
      var where = failure.getLocation();
      var line = where == null ? "" : ", line " + where.getLineNr();
      throw new SettingsException(file + line + ": not YAML: " + firstLine(failure));
    } catch (IOException failure) {
      throw new SettingsException(file + ": cannot be read");
    }
  }

  private static String firstLine(JsonProcessingException failure) {
    return failure.getOriginalMessage().lines().findFirst().orElse("");
  }

  private void flatten(String path, JsonNode node, String source) {
    if (node.isObject()) {
      var prefix = path.isEmpty() ? "" : path + ".";
      node.properties()
          .forEach(entry -> flatten(prefix + entry.getKey(), entry.getValue(), source));
    } else if (node.isArray()) {
      var values = new ArrayList<String>();
      for (var element : node) {
        if (element.isContainerNode()) {
          throw new SettingsException(path + ": a list of plain values is wanted (" + source + ")");
        }
        values.add(element.asText());
      }
      ofFiles.put(path, new Found(List.copyOf(values), true, source));
    } else if (path.isEmpty() && !node.isMissingNode() && !node.isNull()) {
      throw new SettingsException(source + ": sections with settings are wanted");
    } else if (!node.isNull() && !node.isMissingNode()) {
      ofFiles.put(path, new Found(node.asText(), source));
    }
  }
}
