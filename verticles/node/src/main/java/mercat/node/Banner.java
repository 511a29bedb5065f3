package mercat.node;

import java.io.PrintStream;
import java.time.Duration;
import mercat.platform.database.Logins;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node says of itself when it is ready. */
record Banner(Hosting hosting, Logins logins, Listeners listeners) {
  private static final Logger LOG = LoggerFactory.getLogger(Banner.class);

  /** For people; between lines of JSON, as one of them. */
  void print(Duration took) {
    if (!System.getProperty("log.format", "json").equals("text")) {
      LOG.atInfo()
          .addKeyValue("version", Version.current())
          .addKeyValue("hosts", String.join(", ", hosting.names()))
          .addKeyValue("database", logins.toString())
          .addKeyValue("operate", listeners.operations())
          .addKeyValue("serves", listeners.edge().orElse(""))
          .addKeyValue("tookMs", took.toMillis())
          .log("ready");
      return;
    }
    PrintStream out = System.out;
    out.println("Mercat " + Version.current() + " on Java " + Runtime.version().feature());
    out.println("  hosts     " + String.join(", ", hosting.names()));
    out.println("  database  " + logins);
    out.println("  operate   " + listeners.operations() + "/topology");
    listeners.edge().ifPresent(url -> out.println("  serves    " + url + "/"));
    out.println("ready in " + took.toMillis() + " ms");
  }
}
