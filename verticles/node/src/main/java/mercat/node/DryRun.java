package mercat.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import mercat.platform.config.Settings;
import mercat.platform.database.Login;
import mercat.platform.database.Preparation;
import org.jspecify.annotations.Nullable;

/** What a start would do, asked without changing anything. */
record DryRun(Path data, @Nullable String databaseUrl, Settings settings, Hosting hosting) {
  void print(PrintWriter out) {
    out.println("settings in force, and where each was set:");
    for (var setting : settings.inForce()) {
      out.println("  %-36s %-28s %s".formatted(setting.name(), setting.value(), setting.source()));
    }
    out.println("a start would");
    out.println("  host      " + String.join(", ", hosting.names()));
    out.println("  database  " + database());
    out.println(
        "  schemas   " + String.join(", ", hosting.schemas()) + ", at this version's state");
    out.println("  operate   " + listening("node.ops-host", "node.ops-port"));
    if (hosting.names().contains("edge")) {
      out.println("  serve     " + listening("edge.host", "edge.port"));
      if (settings.value("edge.grpc-enabled").equals("true")) {
        out.println("  gRPC      " + listening("edge.host", "edge.grpc-port"));
      }
    }
    if (settings.value("cluster.enabled").equals("true")) {
      out.println("  join      " + listening("cluster.host", "cluster.port"));
      out.println("  bus       " + listening("cluster.host", "cluster.bus-port"));
    }
    if (!settings.value("discovery.registry").isEmpty() && hosting.names().contains("edge")) {
      out.println(
          "  register  the edge in "
              + settings.value("discovery.registry")
              + " at "
              + settings.value("discovery.endpoints"));
    }
    out.println("nothing was changed");
    out.flush();
  }

  private String database() {
    if (databaseUrl != null) {
      return reached(DatabaseServer.loginOf(databaseUrl));
    }
    var postgres = data.resolve("postgres");
    return Files.exists(postgres)
        ? "the embedded one in " + postgres
        : "an embedded one, made in " + postgres;
  }

  private String reached(Login login) {
    try {
      var lacking = new Preparation(login).lacking(hosting.schemas());
      return lacking.isEmpty()
          ? login + ", which is as this version wants it"
          : login + ", which lacks " + String.join(", ", lacking) + ": made, if its user may";
    } catch (SQLException refused) {
      return login + ", which CANNOT be used: " + refused.getMessage();
    } catch (IllegalStateException unfit) {
      return login + ", on which a start is REFUSED: " + unfit.getMessage();
    }
  }

  private String listening(String hostName, String portName) {
    var host = settings.value(hostName);
    var port = settings.value(portName);
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port)));
      return "%s port %s, which is free".formatted(host, port);
    } catch (IOException taken) {
      return "%s port %s, which CANNOT be had: %s".formatted(host, port, taken.getMessage());
    }
  }
}
