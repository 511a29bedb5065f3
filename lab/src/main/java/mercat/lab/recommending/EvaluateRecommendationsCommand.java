package mercat.lab.recommending;

import java.nio.file.Path;
import java.util.List;
import mercat.contracts.Command;
import mercat.lab.month.Month;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code evaluate-recommendations}: how well the recommender says what is bought next. */
@CommandLine.Command(
    name = "evaluate-recommendations",
    mixinStandardHelpOptions = true,
    description = {
      "Learns from all order files (CSV, plain or gzipped) but the last, by the rules that a shop",
      "recommends by, and asks what was bought in the last one: what each buyer bought next, and",
      "what else an order holds. Says how often ten products hold something of it, beside the ten",
      "that are most popular.",
    })
public final class EvaluateRecommendationsCommand implements Command {
  @Mixin private final CommandOutput output = new CommandOutput();

  @Parameters(
      arity = "2..*",
      paramLabel = "FILE",
      description = "order files, one month each, oldest first")
  private List<Path> files = List.of();

  @Override
  public Integer call() throws Exception {
    output.check(() -> Bounds.check("files", files.size(), 2, 24));
    return output.conclude(
        () -> RecommendationVerdict.of(files.stream().map(Month::read).toList()));
  }
}
