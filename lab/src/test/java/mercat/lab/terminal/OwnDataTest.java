package mercat.lab.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import mercat.lab.system.DataDirectory;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What becomes of what a proof made for itself. */
class OwnDataTest {
  @TempDir private Path folder;

  /** A command whose verdict is told to it. */
  @CommandLine.Command(name = "prove")
  static final class Prove implements Callable<Integer> {
    @Mixin private final OwnData data = new OwnData();
    @Mixin private final CommandOutput output = new CommandOutput();

    @Option(names = "--false")
    private boolean isFalse;

    @Override
    public Integer call() throws Exception {
      var made = data.folder("prove");
      return data.conclude(
          output,
          made,
          () -> {
            DataDirectory.fresh(made);
            Files.write(made.resolve("large"), new byte[3_000_000]);
            return new Verdict(!isFalse);
          });
    }
  }

  private record Verdict(boolean ok) implements CommandVerdict {
    @Override
    public void print(Screen screen) {}
  }

  @ParameterizedTest
  @CsvSource({"--quiet, 0, false, ''", "--keep, 0, true, left here", "--false, 3, true, left here"})
  void isGoneWhenItWasTrueAndNotKept(String flag, int exitCode, boolean stays, String said)
      throws IOException {
    var out = new StringWriter();
    var line = new CommandLine(new Prove()).setOut(new PrintWriter(out));
    assertThat(line.execute("--data", folder.toString(), flag)).isEqualTo(exitCode);
    assertThat(Files.exists(folder.resolve("prove/large"))).isEqualTo(stays);
    assertThat(out.toString()).contains(said);
    if (stays) {
      assertThat(out.toString()).contains(folder.resolve("prove") + ", 3 MB");
    }
  }
}
