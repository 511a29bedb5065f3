package mercat.platform.database;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * The roles of one database. All databases of a server share their roles, so the names of these
 * carry the database's.
 */
record Roles(String database) {
  private static final int NAME_BYTES_MAX = 63;

  /** The role that owns nothing and may change the rows of one schema. */
  String of(String schema) {
    return "mercat_" + database + "_" + schema;
  }

  /** The role that may only read, for {@code verify}. */
  String verify() {
    return of("verify");
  }

  /** The role that a node may be started with: it reads the passwords of the others. */
  String node() {
    return of("node");
  }

  /**
   * All that a node of these schemas needs.
   *
   * @throws IllegalStateException when a name is longer than PostgreSQL's
   */
  Set<String> all(Collection<String> schemas) {
    var all = new TreeSet<>(Set.of(verify(), node()));
    schemas.forEach(schema -> all.add(of(schema)));
    for (var role : all) {
      if (role.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
        throw new IllegalStateException(
            "the database's name is too long: %s would be a role of more than %d bytes"
                .formatted(role, NAME_BYTES_MAX));
      }
    }
    return all;
  }
}
