package mercat.lab.terminal;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The terminal of a command that serves until it is ended, and so has no verdict. */
public final class QuietOption {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by the command line parser
  private CommandSpec spec;

  @Option(
      names = {"-q", "--quiet"},
      description = "say nothing but errors")
  private boolean quiet;

  public Screen screen() {
    var line = spec.commandLine();
    return new Screen(line.getOut(), line.getErr(), quiet);
  }
}
