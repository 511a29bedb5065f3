package mercat.node.discovery;

import java.util.List;
import java.util.Set;
import mercat.platform.bus.Json;
import mercat.platform.config.Settings;
import mercat.platform.config.SettingsException;

/**
 * What a registry tells of an edge.
 *
 * @param node its id; the same after a restart, so that a node that died is replaced and not joined
 *     by its next life
 * @param address the URL at which clients reach it
 * @param version of Mercat
 * @param contexts that the node hosts, the edge among them
 */
record EdgeListing(String node, String address, String version, List<String> contexts) {
  /** Addresses to listen at, which nobody can be reached at. */
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  EdgeListing {
    contexts = List.copyOf(contexts);
  }

  /**
   * What is to be told of this node's edge.
   *
   * @throws SettingsException when the settings do not say how it is called or reached
   */
  static EdgeListing of(Settings settings, String version, List<String> contexts) {
    var node = settings.value("node.id");
    if (node.isEmpty()) {
      throw new SettingsException(
          "node.id: a node that registers (discovery.registry) needs a name, the same after each"
              + " restart");
    }
    return new EdgeListing(node, address(settings), version, contexts);
  }

  private static String address(Settings settings) {
    var given = settings.section("discovery", DiscoveryConfig.class).address();
    if (!given.isEmpty()) {
      return given;
    }
    var host = settings.value("edge.host");
    if (WILDCARDS.contains(host)) {
      throw new SettingsException(
          "discovery.address: say at which URL clients reach this edge; edge.host is "
              + host
              + ", which stands for every address of the machine");
    }
    var bracketed = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + bracketed + ":" + settings.value("edge.port");
  }

  String json() {
    return Json.write(this);
  }
}
