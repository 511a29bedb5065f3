package mercat.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/** A copy of the sources that a test may change. */
record SourceTree(Path root) {
  private static final Set<String> LEFT_OUT = Set.of(".git", ".idea", ".vscode", "target");

  /** Copies the sources of this build, and nothing that was made of them. */
  static SourceTree copiedTo(Path directory) {
    var source = Modules.root();
    try {
      Files.walkFileTree(
          source,
          new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes)
                throws IOException {
              if (LEFT_OUT.contains(String.valueOf(from.getFileName()))) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              Files.createDirectories(directory.resolve(source.relativize(from)));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes)
                throws IOException {
              var to = directory.resolve(source.relativize(from));
              Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return new SourceTree(directory);
  }

  List<Path> files(String directory) {
    try (var files = Files.walk(root.resolve(directory))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  String text(String file) {
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  void write(String file, String text) throws IOException {
    var path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
