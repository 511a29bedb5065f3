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
    int exitCode = run(commandLine(arguments), arguments);
    writeOutLog();
    System.exit(exitCode);
  }

  /** An error ends the process too, whatever threads it has that would go on. */
  private static int run(CommandLine commandLine, String... arguments) {
    try {
      return commandLine.execute(arguments);
    } catch (Error broken) {
      commandLine.getErr().println("mercat: " + broken);
      broken.printStackTrace(commandLine.getErr());
      return INTERNAL_ERROR;
    }
  }

  /** Writes what waits to be logged: the last lines of a process, which would end with it. */
  static void writeOutLog() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.stop();
    }
  }

  /** The command that is asked for, or all of them: reading how each is called takes a while. */
  static CommandLine commandLine(String... arguments) {
    var commandLine = new CommandLine(new Main());
    var all = ServiceLoader.load(Command.class).stream().toList();
    var asked = all.stream().filter(command -> isNamedBy(arguments, command.type())).toList();
    (asked.isEmpty() ? all : asked).forEach(command -> commandLine.addSubcommand(command.get()));
    commandLine.setExecutionExceptionHandler(Main::explain);
    commandLine.registerConverter(Path.class, Main::path);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    return commandLine;
  }

  private static boolean isNamedBy(String[] arguments, Class<?> command) {
    return arguments.length > 0
        && command.getAnnotation(CommandLine.Command.class).name().equals(arguments[0]);
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
