package mercat.lab.terminal;

import mercat.lab.system.SystemLaunch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of a command that starts one system of its own. */
public final class OwnSystemOptions {
  @Mixin private final OwnData data = new OwnData();

  @Option(
      names = "--db",
      paramLabel = "URL",
      description = "a PostgreSQL instead of the embedded one (superuser); it is not emptied")
  private @Nullable String db;

  @Option(names = "--port", paramLabel = "PORT", description = "the API's (default: a free one)")
  private @Nullable Integer port;

  @Option(
      names = "--ops-port",
      paramLabel = "PORT",
      description = "of operations (default: a free one)")
  private @Nullable Integer opsPort;

  public OwnData data() {
    return data;
  }

  public SystemLaunch launch(String folder) {
    return SystemLaunch.onFreePorts(data.folder(folder), port, opsPort, db);
  }
}
