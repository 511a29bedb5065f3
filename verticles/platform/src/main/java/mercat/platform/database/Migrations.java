package mercat.platform.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The migrations that this version brings, told by their versions and checksums: asked at every
 * start, so without what runs them.
 */
final class Migrations {
  private static final ClassLoader LOADER = Migrations.class.getClassLoader();

  /** The one that every schema begins with. */
  static final String FIRST = "db/platform/V0000__log_and_cursor.sql";

  static final String FIRST_VERSION = "0000";

  private Migrations() {}

  /** Where those of a schema lie. */
  static List<String> locations(String schema) {
    return List.of("db/platform", "db/" + schema);
  }

  /** The checksum of each migration of a schema, by version, as Flyway writes it down. */
  static Map<String, Integer> of(String schema) {
    var migrations = new TreeMap<String, Integer>();
    try {
      for (var location : locations(schema)) {
        for (var file : Collections.list(LOADER.getResources(location))) {
          for (var name : names(file)) {
            migrations.put(version(name), checksum(location + "/" + name));
          }
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return migrations;
  }

  private static List<String> names(URL directory) throws IOException {
    var names = new ArrayList<String>();
    if (directory.openConnection() instanceof JarURLConnection jar) {
      var prefix = jar.getEntryName();
      jar.getJarFile().stream()
          .filter(entry -> entry.getName().startsWith(prefix))
          .forEach(entry -> names.add(entry.getName().substring(prefix.length()).replace("/", "")));
    } else {
      try (var files = Files.list(Path.of(URI.create(directory.toString())))) {
        files.forEach(file -> names.add(String.valueOf(file.getFileName())));
      }
    }
    names.removeIf(name -> !name.matches("V[0-9.]+__.*\\.sql"));
    return names;
  }

  private static String version(String name) {
    return name.substring(1, name.indexOf("__"));
  }

  private static int checksum(String resource) throws IOException {
    var crc = new CRC32();
    try (var in = open(resource);
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    }
    return (int) crc.getValue();
  }

  private static InputStream open(String resource) throws IOException {
    var in = LOADER.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException("missing from the jar: " + resource);
    }
    return in;
  }

  /** The text of one. */
  static String text(String resource) {
    try (var in = open(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
