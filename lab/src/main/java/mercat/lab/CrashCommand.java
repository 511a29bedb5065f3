package mercat.lab;

import java.util.Set;
import java.util.TreeSet;
import mercat.contracts.Command;
import mercat.lab.crash.Points;
import mercat.lab.terminal.CommandOutput;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code crash}: a death at every fail point, and the proof that nothing was lost. */
@CommandLine.Command(
    name = "crash",
    mixinStandardHelpOptions = true,
    description = {
      "Lets a process die once at each of its fail points, between what is committed and what is",
      "sent, starts it again, and proves that the order of the moment ends as it must.",
      "Deaths and freezes at random moments, under load, are faults of torture.",
    })
public final class CrashCommand implements Command {
  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();

  @Option(names = "--points", required = true, description = "die at every fail point")
  @SuppressWarnings("UnusedVariable") // says what kind of crash is meant; there is no other yet
  private boolean points;

  @Option(names = "--only", paramLabel = "POINT", description = "at this one; may be repeated")
  private Set<String> only = new TreeSet<>();

  @Option(
      names = "--thorough",
      description = "in every scenario that passes a point, not in the first alone")
  private boolean thorough;

  @Override
  public Integer call() throws Exception {
    var folder = data.folder("crash-points");
    return data.conclude(output, folder, new Points(folder, only, thorough, output.screen())::run);
  }
}
