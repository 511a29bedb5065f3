package mercat.lab.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How a child is kept from the Ctrl-C that is meant for its parent. */
public final class Sessions {
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private Sessions() {}

  /** Words that lead into a session of its own; none where the machine has no such program. */
  public static List<String> own() {
    return Files.isExecutable(SETSID) ? List.of(SETSID.toString()) : List.of();
  }
}
