package mercat.platform.config;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files that only their owner may read from the moment they are there, and complete whenever
 * somebody reads them.
 */
public final class SecretFile {
  private static final String OWNER_ONLY = "rw-------";

  private SecretFile() {}

  /** Writes it, in place of one that is there. */
  public static void write(Path file, String content) throws IOException {
    write(file, content, OWNER_ONLY);
  }

  /** The same with other permissions once it is complete, such as {@code rw-r--r--}. */
  public static void write(Path file, String content, String permissions) throws IOException {
    var written = writeBeside(file, content);
    try {
      Files.setPosixFilePermissions(written, PosixFilePermissions.fromString(permissions));
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** Writes it beside its place, for whoever moves it there later. */
  public static Path writeBeside(Path file, String content) throws IOException {
    var directory = requireNonNull(file.toAbsolutePath().getParent());
    var fresh =
        Files.createTempFile(
            Files.createDirectories(directory),
            file.getFileName() + ".",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    return Files.writeString(fresh, content);
  }
}
