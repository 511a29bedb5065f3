package mercat.lab.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import mercat.verify.UnreachableException;

/** Work with files and processes whose failure ends the command in one line. */
public final class Io {
  private Io() {}

  @FunctionalInterface
  public interface Work<T> {
    T done() throws IOException;
  }

  @FunctionalInterface
  public interface Task {
    void run() throws IOException;
  }

  /** What the work gives; where it fails, the trouble is told, and the reason behind it. */
  public static <T> T get(String trouble, Work<T> work) {
    try {
      return work.done();
    } catch (IOException | UncheckedIOException failure) {
      throw new UnreachableException(trouble + ": " + failure.getMessage(), failure);
    }
  }

  public static void run(String trouble, Task task) {
    var unused =
        get(
            trouble,
            () -> {
              task.run();
              return true;
            });
  }

  /** Gives what was made once it is prepared; closes it where that fails. */
  public static <C extends AutoCloseable> C prepared(C made, Consumer<C> preparation) {
    try {
      preparation.accept(made);
      return made;
    } catch (RuntimeException failure) {
      try {
        made.close();
      } catch (Exception besides) {
        failure.addSuppressed(besides);
      }
      throw failure;
    }
  }

  public static String text(Path file) {
    return get("cannot read " + file, () -> Files.readString(file));
  }

  /** Writes the whole file, and makes the directory that it stands in. */
  public static void write(Path file, byte[] content) {
    run(
        "cannot write " + file,
        () -> {
          Files.createDirectories(file.toAbsolutePath().getParent());
          Files.write(file, content);
        });
  }

  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same directory, made where it was not there. */
  public static Path directory(Path path) {
    return get("cannot make " + path, () -> Files.createDirectories(path));
  }

  /** A file that Mercat brings along. */
  public static byte[] resource(String name) {
    return get(
        name + " is missing",
        () -> {
          try (var stream = Objects.requireNonNull(Io.class.getResourceAsStream(name), name)) {
            return stream.readAllBytes();
          }
        });
  }

  /** The directory and everything in it, down to a depth, each directory before what it holds. */
  public static List<Path> files(Path directory, int depth) {
    return get(
        "cannot read " + directory,
        () -> {
          try (var files = Files.walk(directory, depth)) {
            return files.toList();
          }
        });
  }
}
