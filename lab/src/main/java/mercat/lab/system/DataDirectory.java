package mercat.lab.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mercat.lab.load.UnreachableException;

/** A data directory that belongs to a command of the lab and may be emptied. */
public final class DataDirectory {
  private static final String OWNER = "lab.pid";

  private final Path path;

  public DataDirectory(Path path) {
    this.path = path;
  }

  /** Takes the directory for this process; refuses when another command still works in it. */
  public void take() {
    var owner = path.resolve(OWNER);
    try {
      if (Files.exists(owner)) {
        var pid = Long.parseLong(Files.readString(owner).strip());
        if (pid != ProcessHandle.current().pid() && isJava(pid)) {
          throw new UnreachableException(
              "%s is in use by process %d: stop it, or choose another --data".formatted(path, pid));
        }
      }
      Files.createDirectories(path);
      Files.writeString(owner, ProcessHandle.current().pid() + "\n");
    } catch (NumberFormatException notOurs) {
      throw new UnreachableException(owner + " is not what the lab wrote", notOurs);
    } catch (IOException failure) {
      throw new UnreachableException(path + " cannot be used: " + failure.getMessage(), failure);
    }
  }

  /**
   * Deletes what the last run left, the database included. Only a directory that the lab took
   * before is emptied, so that a wrong {@code --data} costs nobody their files.
   */
  public void empty() {
    if (!Files.exists(path)) {
      return;
    }
    if (!Files.exists(path.resolve(OWNER)) && !isEmpty()) {
      throw new UnreachableException(
          path + " was not made by this command and is not empty: it is left alone");
    }
    take();
    try {
      leftOverServers().forEach(DataDirectory::end);
      Files.walkFileTree(path, new Deletion());
    } catch (IOException failure) {
      throw new UnreachableException(path + " cannot be emptied: " + failure.getMessage(), failure);
    }
  }

  private boolean isEmpty() {
    try (var files = Files.list(path)) {
      return files.findAny().isEmpty();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean isJava(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().command())
        .map(command -> command.endsWith("java"))
        .orElse(false);
  }

  /** Database servers of this directory that outlived their killed Mercat. */
  private List<ProcessHandle> leftOverServers() throws IOException {
    var servers = new ArrayList<ProcessHandle>();
    try (var files =
        Files.find(
            path,
            4,
            (file, attributes) -> file.getFileName().toString().equals("postmaster.pid"))) {
      for (var file : files.toList()) {
        var pid = Files.readAllLines(file).getFirst().strip();
        ProcessHandle.of(Long.parseLong(pid))
            .filter(process ->
                process.info().command().map(command -> command.contains("postgres")).orElse(false))
            .ifPresent(servers::add);
      }
    }
    return servers;
  }

  private static void end(ProcessHandle server) {
    server.destroy();
    try {
      var unused = server.onExit().get(10, TimeUnit.SECONDS);
    } catch (TimeoutException stubborn) {
      server.destroyForcibly();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Deletes everything below, not the directory itself. */
  private final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      if (!directory.equals(path)) {
        Files.delete(directory);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
