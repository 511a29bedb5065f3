package mercat.node;

import java.io.PrintStream;
import java.time.Duration;
import mercat.platform.config.Settings;
import mercat.platform.database.Logins;

/** What a node says of itself when it is ready. */
record Banner(Hosting hosting, Logins logins, NodeConfig config, Settings settings) {
  void print(Duration took) {
    PrintStream out = System.out;
    out.println("Mercat " + Version.current() + " on Java " + Runtime.version().feature());
    out.println("  hosts     " + String.join(", ", hosting.names()));
    out.println("  database  " + logins);
    out.println("  operate   http://" + config.opsHost() + ":" + config.opsPort() + "/topology");
    settings.inForce().stream()
        .filter(setting -> setting.name().equals("edge.port"))
        .findFirst()
        .ifPresent(port -> out.println("  serves    http://127.0.0.1:" + port.value() + "/"));
    out.println("ready in " + took.toMillis() + " ms");
  }
}
