package mercat.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mercat.contracts.Command;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.load.ServerAddress;
import mercat.lab.status.Status;
import mercat.lab.terminal.CommandOutput;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: how a running system is. */
@CommandLine.Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Asks the operations listeners of a running system for its nodes, contexts, breakers, alarms",
      "and followers. True when every node that is asked is ready and nothing is amiss.",
    })
public final class StatusCommand implements Command {
  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(
      names = "--url",
      paramLabel = "URL",
      split = ",",
      converter = TargetOptions.AddressConverter.class,
      description = {
        "operations listeners, such as http://127.0.0.1:9090",
        "(default: those of the cluster in --data, else the local --ops-port)",
      })
  private List<ServerAddress> urls = List.of();

  @Option(
      names = "--ops-port",
      paramLabel = "PORT",
      description = "the local operations port (default: ${DEFAULT-VALUE})")
  private int opsPort = 9090;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the data directory of a system or a cluster")
  private @Nullable Path data;

  @Override
  public Integer call() throws Exception {
    return output.conclude(() -> new Status().of(addresses()));
  }

  private List<ServerAddress> addresses() {
    if (!urls.isEmpty()) {
      return urls;
    }
    var folders = data == null ? Stream.<Path>of() : Stream.of(data, data.resolve("cluster"));
    return folders
        .map(folder -> folder.resolve(LocalCluster.FILE_NAME))
        .filter(Files::exists)
        .findFirst()
        .map(StatusCommand::read)
        .orElseGet(() -> List.of(new ServerAddress("127.0.0.1", opsPort, "")));
  }

  private static List<ServerAddress> read(Path file) {
    var addresses = new ArrayList<ServerAddress>();
    try {
      for (var node : new ObjectMapper().readTree(file.toFile()).path("nodes")) {
        addresses.add(ServerAddress.of(node.path("ops").asText()));
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new UnreachableException(file + " cannot be read", unreadable);
    }
    if (addresses.isEmpty()) {
      throw new UnreachableException(file + " names no node");
    }
    return addresses;
  }
}
