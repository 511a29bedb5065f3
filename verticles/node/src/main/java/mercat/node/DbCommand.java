package mercat.node;

import mercat.contracts.Command;
import picocli.CommandLine;

/** What can be done with a database server. */
@CommandLine.Command(
    name = "db",
    description = "Serves the embedded PostgreSQL by itself.",
    mixinStandardHelpOptions = true,
    subcommands = DbServeCommand.class,
    synopsisSubcommandLabel = "COMMAND")
public final class DbCommand implements Command {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }
}
