package mercat.lab.newcontext;

import java.nio.file.Path;
import mercat.contracts.Command;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.CommandOutput.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code new-context}: a complete bounded context, to begin with. */
@CommandLine.Command(
    name = "new-context",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a complete bounded context into the sources: module, contract, handlers, store,",
      "schema, settings, tests and README, and the lines that other files need. It builds and",
      "passes at once; git undoes it. Goes on in docs/extending.md.",
    })
public final class NewContextCommand implements Command {
  @Mixin private final CommandOutput output = new CommandOutput();

  @Parameters(paramLabel = "NAME", description = "small letters, most often a plural: wishlists")
  private String name = "";

  @Option(
      names = "--entity",
      paramLabel = "NAME",
      description = "what it keeps: GiftCard (default: the singular of its name)")
  private @Nullable String entity;

  @Override
  public Integer call() throws Exception {
    var home = Path.of(System.getProperty("mercat.home", "")).toAbsolutePath();
    try {
      return output.conclude(() -> NewContext.write(home, name, entity));
    } catch (IllegalArgumentException refused) {
      output.screen().complain("mercat: " + refused.getMessage());
      return ExitCode.USAGE;
    }
  }
}
