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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mercat.platform.FailPoints;

/** The sources laid over one another, and a look-up that says where a value came from. */
final class Layers {
  /** Names that are not settings: the launcher's own, and what no file may arm. */
  private static final List<String> RESERVED_VARIABLES =
      List.of("MERCAT_JAVA_HOME", "MERCAT_HOME", FailPoints.VARIABLE);

  private static final List<String> RESERVED_PROPERTIES = List.of("mercat.home");

  /** A value as text, or as a list of texts, and where it stands. */
  record Found(List<String> values, boolean list, String source) {
    String text() {
      return values.getFirst();
    }
  }

  private final Map<String, Found> ofFiles = new TreeMap<>();
  private final Sources sources;

  Layers(Sources sources) {
    this.sources = sources;
    for (var file : sources.files()) {
      flatten("", read(file), file.toString());
    }
  }

  /** The strongest word on a setting. */
  Optional<Found> find(String name) {
    var flag = sources.flags().get(name);
    if (flag != null) {
      return single(flag, "flag " + name);
    }
    var property = sources.properties().get("mercat." + name);
    if (property != null) {
      return single(property, "system property mercat." + name);
    }
    var variable = variable(name);
    var text = sources.environment().get(variable);
    if (text != null) {
      return single(text, variable);
    }
    var file = sources.environment().get(variable + "_FILE");
    if (file != null) {
      return single(contents(variable + "_FILE", file), variable + "_FILE");
    }
    return Optional.ofNullable(ofFiles.get(name));
  }

  /** Everything that is set, by the name it was set under; files under the setting's own name. */
  Map<String, String> named() {
    var all = new TreeMap<String, String>();
    ofFiles.forEach((name, found) -> all.put(name, found.source()));
    for (var name : sources.flags().keySet()) {
      all.put(name, "flag " + name);
    }
    for (var name : sources.properties().keySet()) {
      if (name.startsWith("mercat.") && !RESERVED_PROPERTIES.contains(name)) {
        all.put(name.substring("mercat.".length()), "system property " + name);
      }
    }
    return all;
  }

  /** The variables of the environment that claim to be settings. */
  List<String> variables() {
    return sources.environment().keySet().stream()
        .filter(name -> name.startsWith("MERCAT_") && !RESERVED_VARIABLES.contains(name))
        .sorted()
        .toList();
  }

  /** Names below {@code path} that stand in files, properties or flags. */
  List<String> below(String path) {
    return named().keySet().stream().filter(name -> name.startsWith(path + ".")).toList();
  }

  static String variable(String name) {
    return "MERCAT_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static Optional<Found> single(String text, String source) {
    return Optional.of(new Found(List.of(text), false, source));
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
      for (var entry : node.properties()) {
        flatten(
            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
            entry.getValue(),
            source);
      }
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
      ofFiles.put(path, new Found(List.of(node.asText()), false, source));
    }
  }

  /** A copy of a map's entries below {@code path}, with the path cut off. */
  Map<String, Found> entries(String path) {
    var all = new HashMap<String, Found>();
    for (var name : below(path)) {
      find(name).ifPresent(found -> all.put(name.substring(path.length() + 1), found));
    }
    return all;
  }
}
