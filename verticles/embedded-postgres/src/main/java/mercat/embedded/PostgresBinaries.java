package mercat.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The server's programs, carried in a jar and unpacked once.
 *
 * @param major PostgreSQL's version: only a cluster of the same one can be opened
 */
record PostgresBinaries(Path directory, int major) {
  /**
   * Unpacks what is not there yet. Two processes may do so at once: one of them wins whole.
   *
   * @param jar where they come from, its version in its name; empty for the class path
   */
  static PostgresBinaries unpackedInto(Path cache, Optional<Path> jar) throws IOException {
    var version = jar.isPresent() ? version(jar.get()) : version();
    var platform = platform();
    var directory = cache.resolve(version + "-" + platform);
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(cache);
      var fresh = Files.createTempDirectory(cache, ".unpacking-");
      try {
        unpack(jar, platform, fresh);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException failure) {
        delete(fresh);
        if (!Files.isDirectory(directory)) {
          throw failure;
        }
      }
    }
    return new PostgresBinaries(
        directory, Integer.parseInt(version.substring(0, version.indexOf('.'))));
  }

  String program(String name) {
    return directory.resolve("bin").resolve(name).toString();
  }

  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (var paths = Files.walk(tree)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static String version(Path jar) {
    var version = Pattern.compile("-([0-9]+\\.[0-9.]+)\\.jar$").matcher(jar.toString());
    if (!version.find()) {
      throw new EmbeddedPostgresException("no version of PostgreSQL in the name of " + jar);
    }
    return version.group(1);
  }

  private static String version() throws IOException {
    var properties = new Properties();
    try (var in = PostgresBinaries.class.getResourceAsStream("binaries.properties")) {
      if (in == null) {
        throw new IllegalStateException("binaries.properties is missing from the jar");
      }
      properties.load(in);
    }
    return properties.getProperty("version", "");
  }

  private static String platform() {
    var system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    var machine = System.getProperty("os.arch", "");
    var arm = machine.equals("aarch64") || machine.equals("arm64");
    return (system.startsWith("mac") ? "darwin" : system) + "-" + (arm ? "arm_64" : "x86_64");
  }

  private static @Nullable InputStream open(Optional<Path> jar, String archive) throws IOException {
    return jar.isPresent()
        ? URI.create("jar:" + jar.get().toUri() + "!" + archive).toURL().openStream()
        : PostgresBinaries.class.getResourceAsStream(archive);
  }

  private static void unpack(Optional<Path> jar, String platform, Path into) throws IOException {
    try (var in = open(jar, "/postgres-" + platform + ".txz")) {
      if (in == null) {
        throw new EmbeddedPostgresException(
            "Mercat brings no PostgreSQL for %s: use a server of your own with --db URL"
                .formatted(platform));
      }
      var tar = new TarArchiveInputStream(new XZCompressorInputStream(in));
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (!entry.getName().endsWith(".a")) {
          unpack(tar, entry, into);
        }
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path into)
      throws IOException {
    var path = into.resolve(entry.getName()).normalize();
    if (!path.startsWith(into)) {
      throw new IOException("the archive leaves its directory: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    var parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(path, into.resolve(entry.getLinkName()).normalize());
    } else {
      Files.copy(tar, path);
      var program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
