package mercat.lab.system;

import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;

/**
 * Ends what this process has started when this process is gone, be it by {@code kill -9} or for
 * want of memory: a shell beside it reads a pipe whose other end nobody else holds.
 */
final class ChildGuard {
  private static final ChildGuard OF_THIS_PROCESS = new ChildGuard();

  private final Set<Path> folders = new HashSet<>();
  private @Nullable Process shell;

  private ChildGuard() {}

  static ChildGuard ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /** The guard's own process; whoever finds it alive may find the children alive. */
  synchronized long pid() {
    return running().pid();
  }

  /** Ends a process, and not those that it starts, when this one is gone. */
  synchronized void guard(Process child) {
    tell("child " + child.pid());
  }

  /** The same of every database server below a directory, unless another command has taken it. */
  synchronized void guardServers(Path folder) {
    if (folder.toString().contains("\n")) {
      throw new UnreachableException("the path of a data directory is of one line: " + folder);
    }
    if (folders.add(folder)) {
      tell("data " + folder);
    }
  }

  private void tell(String line) {
    Io.run(
        "the guard of this command's processes is gone",
        () -> {
          BufferedWriter pipe = running().outputWriter(StandardCharsets.UTF_8);
          pipe.write(line + "\n");
          pipe.flush();
        });
  }

  private Process running() {
    var started = shell;
    if (started == null) {
      var script = new String(Io.resource("/child-guard.sh"), StandardCharsets.UTF_8);
      var pid = String.valueOf(ProcessHandle.current().pid());
      // A signal to all processes of this one's group does not reach it.
      var words = new ArrayList<>(ChildProcess.ownSession());
      words.addAll(List.of("/bin/sh", "-c", script, "mercat-guard", pid));
      started =
          Io.get(
              "cannot start /bin/sh",
              () ->
                  new ProcessBuilder(words)
                      .directory(Path.of("/").toFile())
                      .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                      .redirectError(ProcessBuilder.Redirect.DISCARD)
                      .start());
      shell = started;
    }
    return started;
  }
}
