package mercat.lab.newcontext;

import java.util.List;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Screen;

/**
 * What was written into the tree.
 *
 * @param first the file to open first
 * @param build the command that builds it and runs its tests
 * @param written new files
 * @param changed files that have further lines
 */
public record NewContextVerdict(
    boolean ok,
    String context,
    String entity,
    String first,
    String build,
    List<String> written,
    List<String> changed)
    implements CommandVerdict {
  @Override
  public void print(Screen screen) {
    written.forEach(file -> screen.print("  new      " + file));
    changed.forEach(file -> screen.print("  changed  " + file));
    screen.print("");
    screen.print("Build it with its tests   " + build);
    screen.print("Open first                " + first);
    screen.print("Go on with                docs/extending.md");
  }
}
