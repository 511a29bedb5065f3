package mercat.lab.terminal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import mercat.lab.system.DataDirectory;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.CommandOutput.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of a command that makes a system for itself, and what becomes of that. */
public final class OwnData {
  @Mixin private final DataOption data = new DataOption();

  @Option(
      names = "--keep",
      description = "keep what was made for this run; else it is deleted when the verdict is true")
  private boolean isKept;

  public Path folder(String name) {
    return data.folder(name).toAbsolutePath().normalize();
  }

  public boolean isKept() {
    return isKept;
  }

  /** Runs the command; what it made is deleted when its verdict was true, unless it is kept. */
  public int conclude(CommandOutput output, Path made, Callable<? extends CommandVerdict> command)
      throws Exception {
    var isTrue = false;
    try {
      var code = output.conclude(command);
      isTrue = code == ExitCode.TRUE;
      return code;
    } finally {
      leave(output, made, isTrue);
    }
  }

  /** Deletes what a run made that was true, unless it is kept; else says where it is. */
  public void leave(CommandOutput output, Path made, boolean isTrue) {
    if (isTrue && !isKept) {
      DataDirectory.empty(made);
    } else if (Files.exists(made)) {
      output.screen().line("left here", "%s, %s MB", made, DataDirectory.bytes(made) / 1_000_000);
    }
  }
}
