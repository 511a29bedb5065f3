package mercat.node;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import mercat.node.cluster.ClusterConfig;
import mercat.node.cluster.Membership;
import mercat.node.discovery.EdgeRegistration;
import mercat.platform.ContextDefinition;
import mercat.platform.EdgeFactory;
import mercat.platform.config.Settings;
import mercat.platform.database.DatabaseConfig;
import mercat.platform.log.LogConfig;
import mercat.platform.mailbox.MailboxConfig;
import mercat.platform.telemetry.TelemetryConfig;
import org.jspecify.annotations.Nullable;

/**
 * Which contexts and edges this node hosts, by name.
 *
 * @param sections the configuration of all there is, hosted here or not, by name: nodes that host
 *     different contexts may share one file
 */
record Hosting(
    List<ContextDefinition> contexts,
    List<EdgeFactory> edges,
    Map<String, Class<? extends Record>> sections) {
  /** Stands for every context. */
  private static final String CORE = "core";

  /**
   * What the configuration names, all there is when it names nothing.
   *
   * @throws CannotStart when a name is unknown
   */
  static Hosting of(Set<String> wanted) {
    Map<String, ContextDefinition> contexts = new TreeMap<>();
    ServiceLoader.load(ContextDefinition.class)
        .forEach(context -> contexts.put(context.name(), context));
    Map<String, EdgeFactory> edges = new TreeMap<>();
    ServiceLoader.load(EdgeFactory.class).forEach(factory -> edges.put(factory.name(), factory));
    var known = new TreeSet<>(contexts.keySet());
    known.addAll(edges.keySet());
    known.add(CORE);
    for (var name : wanted) {
      if (!known.contains(name)) {
        throw CannotStart.badConfiguration(
            "no context is called " + name + "; there are " + String.join(", ", known),
            new IllegalArgumentException(name));
      }
    }
    var sections = new TreeMap<String, Class<? extends Record>>();
    contexts.forEach((name, context) -> put(sections, name, context.config()));
    edges.forEach((name, factory) -> put(sections, name, factory.config()));
    if (!wanted.isEmpty()) {
      if (!wanted.contains(CORE)) {
        contexts.keySet().retainAll(wanted);
      }
      edges.keySet().retainAll(wanted);
    }
    return new Hosting(List.copyOf(contexts.values()), List.copyOf(edges.values()), sections);
  }

  private static void put(
      Map<String, Class<? extends Record>> sections,
      String name,
      @Nullable Class<? extends Record> config) {
    if (config != null) {
      sections.put(name, config);
    }
  }

  Set<String> schemas() {
    var schemas = new TreeSet<String>();
    for (var context : contexts) {
      schemas.add(context.name());
      schemas.addAll(context.furtherSchemas());
    }
    return schemas;
  }

  /** The names of all that is hosted, contexts first. */
  List<String> names() {
    return Stream.concat(
            contexts.stream().map(ContextDefinition::name), edges.stream().map(EdgeFactory::name))
        .toList();
  }

  /** The settings, when a start with them can be tried; where any port will do, they name one. */
  Settings checked(Settings settings) {
    settings.check("node", NodeConfig.class);
    settings.check("database", DatabaseConfig.class);
    settings.check("telemetry", TelemetryConfig.class);
    try {
      Membership.check(settings.section("cluster", ClusterConfig.class));
    } catch (IllegalArgumentException wrong) {
      throw CannotStart.badConfiguration(wrong);
    }
    settings.check("mailbox", MailboxConfig.class);
    settings.check("log", LogConfig.class);
    sections.forEach(settings::check);
    EdgeRegistration.check(settings, names());
    settings.refuseUnknown();
    var ports = Listeners.anyPorts(settings);
    return ports.isEmpty() ? settings : checked(settings.with(ports));
  }
}
