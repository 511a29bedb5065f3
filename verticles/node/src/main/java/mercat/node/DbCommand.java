package mercat.node;

import java.nio.file.Path;
import java.util.Set;
import mercat.contracts.Command;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What can be done with a database server. */
@CommandLine.Command(
    name = "db",
    description = "Serves the embedded PostgreSQL by itself.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class DbCommand implements Command {
  /** Sixteen nodes of all contexts, with four connections for each, and whoever looks on. */
  private static final int CONNECTIONS_MAX = 600;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  /** Serves nothing but the embedded PostgreSQL, so that it is no node's child. */
  @CommandLine.Command(
      name = "serve",
      description = {
        "Serves the embedded PostgreSQL of a data directory until it is told to stop, for nodes that",
        "are started beside it with --db. Writes database.json, as up does; starts the server again",
        "when it was killed.",
      },
      mixinStandardHelpOptions = true)
  Integer serve(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              defaultValue = "${sys:user.home}/.mercat",
              description = "data directory (default: ~/.mercat)")
          Path data,
      @Option(
              names = "--listen",
              paramLabel = "ADDRESS",
              description = {
                "listen on this address of the machine too; every host of its network may connect with a",
                "password (default: this machine only)",
              })
          @Nullable String listen,
      @Option(names = "--quiet", description = "no banner") boolean quiet) {
    try (var stop = StopSignal.ofProcess();
        var database = EmbeddedDatabase.startForMany(data, CONNECTIONS_MAX, listen)) {
      var logins = DatabaseServer.prepare(database.admin(), Hosting.of(Set.of()).schemas(), data);
      if (!quiet) {
        var out = spec.commandLine().getOut();
        out.println("database  " + logins + ", see " + data.resolve("database.json"));
        out.flush();
      }
      return stop.await();
    }
  }
}
