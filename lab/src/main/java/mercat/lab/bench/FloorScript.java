package mercat.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import mercat.lab.month.Month;

/**
 * The two files of the floor: its tables, and one order in one transaction in the words of pgbench.
 *
 * @param schema the statements that make the tables anew
 * @param order the script as it stands
 */
record FloorScript(String schema, String order) {
  private static final Pattern VARIABLE = Pattern.compile("(?<!:):(s|b)\\b");

  /** What a client without pgbench leaves out: comments, pgbench's own words, and the frame. */
  private static final Pattern NO_STATEMENT = Pattern.compile("|(--|\\\\).*|BEGIN;|COMMIT;");

  static FloorScript load() {
    return new FloorScript(resource("/floor/schema.sql"), resource("/floor/order.sql"));
  }

  /** Of both files, the schema first. */
  String sha256() {
    return Month.sha256((schema + order).getBytes(StandardCharsets.UTF_8));
  }

  /** A statement with its parameters' names in order. */
  record Prepared(String sql, List<String> variables) {}

  /** The statements between BEGIN and COMMIT, each variable a parameter. */
  List<Prepared> statements() {
    return order
        .lines()
        .map(String::strip)
        .filter(line -> !NO_STATEMENT.matcher(line).matches())
        .map(line ->
            new Prepared(
                VARIABLE.matcher(line).replaceAll("?"),
                VARIABLE.matcher(line).results().map(found -> found.group(1)).toList()))
        .toList();
  }

  private static String resource(String name) {
    try (var stream = Objects.requireNonNull(FloorScript.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
