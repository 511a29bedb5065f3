package mercat.lab.terminal;

import java.nio.file.Files;
import java.nio.file.Path;
import mercat.lab.system.Io;
import mercat.lab.system.NodeAddress;
import mercat.verify.DatabaseAccess;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag that says where systems live: those that a command starts, or the one that it asks. */
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "data directory (default: ~/.mercat); what a command of the lab starts",
        "lives in a folder of its own there, where other commands find it too"
      })
  private @Nullable Path data;

  private Path given() {
    return data == null ? Path.of(System.getProperty("user.home"), ".mercat") : data;
  }

  public boolean isGiven() {
    return data != null;
  }

  /** Where a system lives that a command starts. */
  public Path folder(String name) {
    return given().resolve(name);
  }

  /**
   * Where the system lives that was started with this flag before: the directory itself, or the one
   * folder in it where one was started.
   */
  public Path system() {
    if (isSystem(given()) || !Files.isDirectory(given())) {
      return given();
    }
    var below = Io.files(given(), 1).stream().filter(DataOption::isSystem).sorted().toList();
    if (below.size() > 1) {
      throw new UnreachableException(
          "more than one system was started in %s: --data %s"
              .formatted(
                  given(), String.join(" or ", below.stream().map(Path::toString).toList())));
    }
    return below.isEmpty() ? given() : below.getFirst();
  }

  private static boolean isSystem(Path directory) {
    return Files.exists(directory.resolve(NodeAddress.FILE))
        || Files.exists(directory.resolve(DatabaseAccess.FILE_NAME));
  }
}
