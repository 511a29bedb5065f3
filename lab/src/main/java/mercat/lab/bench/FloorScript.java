package mercat.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The two files of the floor: its tables, and one order in one transaction in the words of pgbench.
 *
 * @param schema the statements that make the tables anew
 * @param order the script as it stands
 */
record FloorScript(String schema, String order) {
  private static final Pattern VARIABLE = Pattern.compile("(?<!:):(s|b)\\b");

  static FloorScript load() {
    return new FloorScript(resource("/floor/schema.sql"), resource("/floor/order.sql"));
  }

  /** Of both files, the schema first. */
  String sha256() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest((schema + order).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  /**
   * The statements between BEGIN and COMMIT, for a client without pgbench: each variable a
   * parameter.
   */
  List<Prepared> statements() {
    var statements = new ArrayList<Prepared>();
    for (var line : order.lines().toList()) {
      var text = line.strip();
      if (text.isEmpty() || text.startsWith("--") || text.startsWith("\\")) {
        continue;
      }
      if (text.equals("BEGIN;") || text.equals("COMMIT;")) {
        continue;
      }
      var variables = VARIABLE.matcher(text).results().map(found -> found.group(1)).toList();
      statements.add(new Prepared(VARIABLE.matcher(text).replaceAll("?"), variables));
    }
    return statements;
  }

  /** A statement with its parameters' names in order. */
  record Prepared(String sql, List<String> variables) {}

  private static String resource(String name) {
    try (var stream = FloorScript.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
