package mercat.node;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import java.util.ServiceLoader;
import mercat.contracts.Command;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The launcher: finds the commands and runs the one that was asked for. */
@CommandLine.Command(
    name = "mercat",
    description = "Takes orders: a headless commerce back end for shops with limited stock.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Start with: ./mercat demo"})
public final class Main implements Runnable {
  /** Exit code for a defect. */
  static final int INTERNAL_ERROR = 1;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private Main() {}

  public static void main(String... arguments) {
    int exitCode = commandLine().execute(arguments);
    writeOutLog();
    System.exit(exitCode);
  }

  /** Writes what waits to be logged: the last lines of a process, which would end with it. */
  static void writeOutLog() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.stop();
    }
  }

  static CommandLine commandLine() {
    var commandLine = new CommandLine(new Main());
    ServiceLoader.load(Command.class).forEach(commandLine::addSubcommand);
    commandLine.setExecutionExceptionHandler(Main::explain);
    commandLine.registerConverter(Path.class, Main::path);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    return commandLine;
  }

  /** No path is empty: it would mean the working directory, which nobody meant. */
  private static Path path(String text) {
    if (text.isBlank()) {
      throw new CommandLine.TypeConversionException("is empty");
    }
    return Path.of(text);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int explain(
      Exception thrown, CommandLine commandLine, CommandLine.ParseResult parsed) {
    if (thrown instanceof CannotStart refused) {
      commandLine.getErr().println("mercat: " + refused.getMessage());
      return refused.exitCode();
    }
    thrown.printStackTrace(commandLine.getErr());
    return INTERNAL_ERROR;
  }
}
