package mercat.lab.terminal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag that says where the systems live that a command starts. */
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where what it starts lives, in a folder of its own (default: ~/.mercat)")
  private @Nullable Path data;

  /** The data directory, or the one that all commands share. */
  public static Path orDefault(@Nullable Path data) {
    return data == null ? Path.of(System.getProperty("user.home"), ".mercat") : data;
  }

  public Path folder(String name) {
    return orDefault(data).resolve(name);
  }
}
