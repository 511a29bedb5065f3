package mercat.lab.admin;

import mercat.contracts.Command;
import picocli.CommandLine;

/** A command that does nothing by itself: it says which commands it has. */
abstract class CommandGroup implements Command {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public final Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }
}
