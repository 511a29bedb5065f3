package mercat.lab.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Which node hosts what. */
public record Layout(List<Place> places) {
  public static final int NODES_MAX = 16;

  private static final String NAME = "[a-z][a-z0-9-]{0,15}";
  private static final String ALL = "all";
  private static final String EDGE = "edge";

  /** Stands for every context. */
  private static final String CORE = "core";

  /** What a node hosts: edge among others, core for every context; none for all there is. */
  public record Place(String name, List<String> contexts) {
    public Place {
      contexts = List.copyOf(contexts);
      if (!name.matches(NAME)) {
        throw new IllegalArgumentException(
            "a node is called by up to 16 small letters, digits and dashes, not " + name);
      }
    }

    public boolean hosts(String context) {
      return contexts.isEmpty()
          || contexts.contains(context)
          || (contexts.contains(CORE) && !context.equals(EDGE));
    }

    public String describe() {
      return contexts.isEmpty() ? ALL : String.join(", ", contexts);
    }
  }

  public Layout {
    places = List.copyOf(places);
    if (places.isEmpty() || places.size() > NODES_MAX) {
      throw new IllegalArgumentException("nodes: 1 to " + NODES_MAX);
    }
    for (var needed : List.of("accounts", EDGE)) {
      if (places.stream().noneMatch(place -> place.hosts(needed))) {
        throw new IllegalArgumentException("no node hosts " + needed);
      }
    }
  }

  /** Nodes that all host everything: n1, n2, … */
  public static Layout full(int nodes) {
    return new Layout(
        IntStream.rangeClosed(1, nodes).mapToObj(i -> new Place("n" + i, List.of())).toList());
  }

  /** Lines of the form {@code name: context, context}; {@code all} or nothing: all of them. */
  public static Layout read(Path file) {
    try {
      var yaml = new YAMLMapper().readTree(Files.readString(file));
      if (!yaml.isObject()) {
        throw new IllegalArgumentException("a layout has lines of the form name: context, context");
      }
      return new Layout(
          yaml.properties().stream()
              .map(line -> new Place(line.getKey(), contexts(line.getValue())))
              .toList());
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(file + ": " + malformed.getOriginalMessage(), malformed);
    } catch (IOException failure) {
      throw new IllegalArgumentException("cannot read " + file, failure);
    }
  }

  private static List<String> contexts(JsonNode value) {
    var names = new ArrayList<String>();
    if (value.isArray()) {
      value.forEach(name -> names.add(name.asText()));
    } else if (!value.isNull()) {
      names.addAll(List.of(value.asText().strip().split("[,\\s]+")));
    }
    names.removeIf(String::isEmpty);
    return names.contains(ALL) ? List.of() : names;
  }
}
