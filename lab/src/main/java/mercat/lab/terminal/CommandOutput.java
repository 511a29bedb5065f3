package mercat.lab.terminal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import mercat.lab.month.Month.BrokenFileException;
import mercat.lab.system.Io;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The flags that decide where a command's words go, and how its verdict ends the process. */
public final class CommandOutput {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .registerModule(
              new SimpleModule()
                  .addSerializer(double.class, new Rounded())
                  .addSerializer(Double.class, new Rounded()));

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by the command line parser
  private CommandSpec spec;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "write the verdict as JSON to this file ('-' for standard output)")
  private @Nullable String json;

  @Option(
      names = {"-q", "--quiet"},
      description = "say nothing but errors; the exit code tells the verdict")
  private boolean quiet;

  public Screen screen() {
    var line = spec.commandLine();
    // JSON on standard output must stand there alone.
    return new Screen(line.getOut(), line.getErr(), quiet || "-".equals(json));
  }

  /** Runs the command: 0 for a true verdict, 3 for a false one, one clear line for trouble. */
  public int conclude(Callable<? extends CommandVerdict> command) throws Exception {
    CommandVerdict verdict;
    try {
      write("");
    } catch (UnreachableException refused) {
      screen().complain("mercat: --json: " + refused.getMessage());
      return ExitCode.USAGE;
    }
    try {
      verdict = command.call();
    } catch (UnreachableException unavailable) {
      screen().complain("mercat: " + unavailable.getMessage());
      return ExitCode.UNAVAILABLE;
    } catch (BrokenFileException broken) {
      screen().complain("mercat: " + broken.getMessage());
      return ExitCode.USAGE;
    }
    verdict.print(screen());
    write(JSON.writeValueAsString(verdict) + System.lineSeparator());
    return verdict.ok() ? ExitCode.TRUE : ExitCode.VERDICT_FALSE;
  }

  /** What was asked for; wrong usage where its own checks refuse it. */
  public <P> P checked(Supplier<P> plan) {
    return Bounds.checked(spec, plan);
  }

  /** The same of flags that need no plan. */
  public void check(Runnable bounds) {
    var unused =
        checked(() -> {
          bounds.run();
          return true;
        });
  }

  /** Nothing at first, so that no verdict of an earlier run stands where this one may not end. */
  private void write(String text) {
    if (json == null) {
      return;
    }
    if (json.equals("-")) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
      return;
    }
    Io.write(Path.of(json), text);
  }

  /** Three digits after the point: enough for a reader, and stable. */
  private static final class Rounded extends JsonSerializer<Double> {
    @Override
    public void serialize(Double figure, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeNumber(Double.isFinite(figure) ? Math.round(figure * 1_000) / 1_000.0 : 0);
    }
  }

  public static final class ExitCode {
    public static final int TRUE = 0;
    public static final int USAGE = 2;
    public static final int VERDICT_FALSE = 3;
    public static final int UNAVAILABLE = 69;

    private ExitCode() {}
  }

  /** What a command found, in the form that {@code --json} writes. */
  public interface CommandVerdict {
    boolean ok();

    void print(Screen screen);
  }
}
