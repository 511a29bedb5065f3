package mercat.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import mercat.platform.ContextFactory;
import mercat.platform.EdgeFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which contexts and edges this node hosts, contexts in the order in which they start: those that
 * others need come first.
 *
 * @param sections the configuration of all there is, hosted here or not, by name: nodes that host
 *     different contexts may share one file
 */
record Hosting(
    List<ContextFactory> contexts,
    List<EdgeFactory> edges,
    Map<String, Class<? extends Record>> sections) {
  /**
   * What the configuration names, all there is when it names nothing.
   *
   * @throws CannotStart when a name is unknown
   */
  static Hosting of(Set<String> wanted) {
    Map<String, ContextFactory> contexts = new LinkedHashMap<>();
    ServiceLoader.load(ContextFactory.class)
        .forEach(factory -> contexts.put(factory.name(), factory));
    Map<String, EdgeFactory> edges = new LinkedHashMap<>();
    ServiceLoader.load(EdgeFactory.class).forEach(factory -> edges.put(factory.name(), factory));
    var known = new TreeSet<>(contexts.keySet());
    known.addAll(edges.keySet());
    for (var name : wanted) {
      if (!known.contains(name)) {
        throw new CannotStart(
            CannotStart.BAD_CONFIGURATION,
            "no context is called " + name + "; there are " + String.join(", ", known),
            new IllegalArgumentException(name));
      }
    }
    var sections = new TreeMap<String, Class<? extends Record>>();
    contexts.forEach((name, factory) -> put(sections, name, factory.config()));
    edges.forEach((name, factory) -> put(sections, name, factory.config()));
    if (!wanted.isEmpty()) {
      contexts.keySet().retainAll(wanted);
      edges.keySet().retainAll(wanted);
    }
    return new Hosting(inStartOrder(contexts), List.copyOf(edges.values()), sections);
  }

  private static void put(
      Map<String, Class<? extends Record>> sections,
      String name,
      @Nullable Class<? extends Record> config) {
    if (config != null) {
      sections.put(name, config);
    }
  }

  /** Every schema of the hosted contexts. */
  Set<String> schemas() {
    var schemas = new TreeSet<String>();
    for (var factory : contexts) {
      schemas.add(factory.name());
      schemas.addAll(factory.furtherSchemas());
    }
    return schemas;
  }

  /** The names of all that is hosted, in the order of their start. */
  List<String> names() {
    var names = new ArrayList<String>();
    contexts.forEach(factory -> names.add(factory.name()));
    edges.forEach(factory -> names.add(factory.name()));
    return names;
  }

  private static List<ContextFactory> inStartOrder(Map<String, ContextFactory> contexts) {
    var ordered = new LinkedHashMap<String, ContextFactory>();
    contexts.keySet().stream()
        .sorted()
        .forEach(name -> place(name, contexts, ordered, new TreeSet<>()));
    return List.copyOf(ordered.values());
  }

  private static void place(
      String name,
      Map<String, ContextFactory> contexts,
      Map<String, ContextFactory> ordered,
      Set<String> above) {
    var factory = contexts.get(name);
    if (factory == null || ordered.containsKey(name) || !above.add(name)) {
      return;
    }
    factory.needs().stream().sorted().forEach(needed -> place(needed, contexts, ordered, above));
    ordered.put(name, factory);
  }
}
