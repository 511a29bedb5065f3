package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ServiceLoader;
import mercat.contracts.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A short run of {@code fuzz}, as the launcher runs it, against the whole system. */
class FuzzIT {
  @Test
  void nothingComesOfThreeThousandHostileRequests(@TempDir Path data) throws Exception {
    try (var shop = RunningShop.open(data)) {
      var said = new StringWriter();
      int exit =
          launcher(said)
              .execute(
                  "fuzz",
                  "--requests=3000",
                  "--seed=20261124",
                  "--port=" + shop.port(),
                  "--data=" + data);
      assertThat(exit).as(said.toString()).isZero();
      assertThat(said.toString()).contains("seed 20261124", "no request did harm");
    }
  }

  private static CommandLine launcher(StringWriter said) {
    var line = new CommandLine(new Launcher());
    ServiceLoader.load(Command.class).forEach(line::addSubcommand);
    return line.setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
  }

  @CommandLine.Command(name = "mercat")
  private static final class Launcher {}
}
