package mercat.lab.terminal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.NodeAddress;
import mercat.lab.system.SystemLaunch;
import mercat.verify.DatabaseAccess;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that say which running system is meant. */
public final class TargetOptions {
  private static final int PORT = 8080;

  @Option(
      names = "--url",
      paramLabel = "URL",
      converter = AddressConverter.class,
      description = "the system (default: the local port)")
  private @Nullable ServerAddress url;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "the local port (default: as the data directory says, else 8080)")
  private @Nullable Integer port;

  @Mixin private final DataOption data = new DataOption();

  @Option(
      names = "--admin-token-file",
      paramLabel = "FILE",
      description = "the back office's token (default: admin.token in the data directory)")
  private @Nullable Path adminTokenFile;

  @Option(
      names = "--db",
      paramLabel = "URL",
      converter = DatabaseConverter.class,
      description = "the system's database (default: as the data directory says)")
  private @Nullable DatabaseAccess db;

  public ServerAddress address() {
    if (url != null) {
      return url;
    }
    return port != null
        ? new ServerAddress(SystemLaunch.LOOPBACK, port, "")
        : NodeAddress.in(data.system()).stream()
            .flatMap(node -> node.edge().stream())
            .findFirst()
            .orElse(new ServerAddress(SystemLaunch.LOOPBACK, PORT, ""));
  }

  public ShopClient shop(LoadGenerator load) {
    return new ShopClient(load, address(), adminToken(), RetryPolicy.USUAL);
  }

  public String adminToken() {
    return DataDirectory.adminToken(
        adminTokenFile == null ? data.system().resolve("admin.token") : adminTokenFile);
  }

  /** The database, if one is known and is likely to be the one behind the URL. */
  public Optional<DatabaseAccess> database() {
    if (db != null) {
      return Optional.of(db);
    }
    return data.isGiven() || isLocal() ? DatabaseAccess.of(data.system()) : Optional.empty();
  }

  public DatabaseAccess requiredDatabase() {
    return database()
        .orElseThrow(() ->
            new UnreachableException(
                "no database is known: %s does not exist (see --data and --db)"
                    .formatted(data.system().resolve(DatabaseAccess.FILE_NAME))));
  }

  private boolean isLocal() {
    try {
      return url == null || InetAddress.getByName(address().host()).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  public static final class AddressConverter implements ITypeConverter<ServerAddress> {
    @Override
    public ServerAddress convert(String text) {
      return ServerAddress.of(text);
    }
  }

  static final class DatabaseConverter implements ITypeConverter<DatabaseAccess> {
    @Override
    public DatabaseAccess convert(String text) {
      return DatabaseAccess.of(text);
    }
  }
}
