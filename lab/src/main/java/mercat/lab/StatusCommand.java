package mercat.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mercat.contracts.Command;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.load.Address;
import mercat.lab.load.UnreachableException;
import mercat.lab.status.Status;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.Verdict;
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
  private List<Address> urls = List.of();

  @Option(
      names = "--ops-port",
      paramLabel = "PORT",
      defaultValue = "9090",
      description = "the local operations port (default: ${DEFAULT-VALUE})")
  private int opsPort;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the data directory of a system or a cluster")
  private @Nullable Path data;

  @Override
  public Integer call() throws Exception {
    return output.conclude(this::look);
  }

  private Verdict look() {
    var verdict = new Status().of(addresses());
    verdict.print(output.screen());
    return verdict;
  }

  private List<Address> addresses() {
    if (!urls.isEmpty()) {
      return urls;
    }
    if (data != null) {
      for (var file :
          List.of(
              data.resolve(LocalCluster.FILE_NAME),
              data.resolve("cluster").resolve(LocalCluster.FILE_NAME))) {
        if (Files.exists(file)) {
          return read(file);
        }
      }
    }
    return List.of(new Address("127.0.0.1", opsPort, ""));
  }

  private static List<Address> read(Path file) {
    var addresses = new ArrayList<Address>();
    try {
      for (var node : new ObjectMapper().readTree(file.toFile()).path("nodes")) {
        addresses.add(Address.of(node.path("ops").asText()));
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
