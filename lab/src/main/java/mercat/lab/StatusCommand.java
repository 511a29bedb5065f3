package mercat.lab;

import java.util.List;
import mercat.contracts.Command;
import mercat.lab.load.ServerAddress;
import mercat.lab.status.Status;
import mercat.lab.system.NodeAddress;
import mercat.lab.system.SystemLaunch;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.DataOption;
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
  private static final int OPS_PORT = 9090;

  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(
      names = "--url",
      paramLabel = "URL",
      split = ",",
      converter = TargetOptions.AddressConverter.class,
      description = {
        "operations listeners, such as http://127.0.0.1:9090",
        "(default: those of the nodes in --data)",
      })
  private List<ServerAddress> urls = List.of();

  @Option(
      names = "--ops-port",
      paramLabel = "PORT",
      description = "the local operations port (default: as the data directory says, else 9090)")
  private @Nullable Integer opsPort;

  @Mixin private final DataOption data = new DataOption();

  @Override
  public Integer call() throws Exception {
    return output.conclude(() -> new Status().of(addresses()));
  }

  private List<ServerAddress> addresses() {
    if (!urls.isEmpty()) {
      return urls;
    }
    if (opsPort != null) {
      return List.of(new ServerAddress(SystemLaunch.LOOPBACK, opsPort, ""));
    }
    var known = NodeAddress.in(data.system()).stream().map(NodeAddress::ops).toList();
    if (known.isEmpty() && data.isGiven()) {
      throw new UnreachableException("no system was started in " + data.system());
    }
    return known.isEmpty()
        ? List.of(new ServerAddress(SystemLaunch.LOOPBACK, OPS_PORT, ""))
        : known;
  }
}
