package mercat.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mercat.platform.NotListeningException;
import mercat.platform.bus.Json;
import mercat.platform.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a node listens for people and programs beside it.
 *
 * @param edge the API's address, where this node hosts the edge
 */
record Listeners(String node, String operations, Optional<String> edge) {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  /** In a data directory: where the nodes that it belongs to are found. */
  private static final String FILE = "nodes.json";

  /** The settings of the ports, each with that of its address. */
  private static final Map<String, String> PORTS =
      Map.of(
          "edge.port", "edge.host",
          "edge.grpc-port", "edge.host",
          "node.ops-port", "node.ops-host",
          "cluster.port", "cluster.host",
          "cluster.bus-port", "cluster.host");

  static Listeners of(String node, Settings settings, Hosting hosting) {
    var edge =
        hosting.names().contains("edge")
            ? Optional.of(url(settings, "edge.host", "edge.port"))
            : Optional.<String>empty();
    return new Listeners(node, url(settings, "node.ops-host", "node.ops-port"), edge);
  }

  /** Ports of which any will do, by their setting: for each, one that nobody uses now. */
  static Map<String, String> anyPorts(Settings settings) {
    var found = new HashMap<String, String>();
    PORTS.forEach((port, host) -> {
      if (settings.value(port).equals("0")) {
        found.put(port, freePort(settings.value(host), found.values()));
      }
    });
    return found;
  }

  private static String freePort(String host, Collection<String> taken) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
      var port = String.valueOf(socket.getLocalPort());
      return taken.contains(port) ? freePort(host, taken) : port;
    } catch (IOException none) {
      throw CannotStart.unavailable(
          "cannot listen on " + host + ": " + none.getMessage(),
          new NotListeningException("port", host, 0, none));
    }
  }

  /** Leaves word in the data directory, for commands that are given only that. */
  void writeInto(Path data) {
    var line = new LinkedHashMap<String, Object>();
    line.put("name", node);
    line.put("ops", operations);
    edge.ifPresent(url -> line.put("edge", url));
    try {
      Files.createDirectories(data);
      Files.writeString(data.resolve(FILE), Json.write(Map.of("nodes", List.of(line))) + "\n");
    } catch (IOException unwritable) {
      LOG.atWarn()
          .addKeyValue("error", unwritable.toString())
          .log("cannot write " + FILE + " into --data: other commands must be told the addresses");
    }
  }

  /** An address that answers on this machine. */
  private static String url(Settings settings, String hostName, String portName) {
    var host =
        switch (settings.value(hostName)) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "0:0:0:0:0:0:0:0" -> "::1";
          case String other -> other;
        };
    var bracketed = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + bracketed + ":" + settings.value(portName);
  }
}
