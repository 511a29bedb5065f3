package mercat.accounts;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.Set;
import mercat.platform.database.Database;

/** The table of staff tokens. */
final class StaffTokenStore {
  private static final String ANY = "select exists (select from staff_token)";
  private static final String ADD =
      """
      insert into staff_token (hash, name, roles) values ($1::bytea, $2::text, $3::text[])
      on conflict do nothing\
      """;
  private static final String FIND =
      "select hash, name, roles from staff_token where hash = $1::bytea and revoked_at is null";

  private final Database database;

  StaffTokenStore(Database database) {
    this.database = database;
  }

  /** A token that is not revoked. */
  record StaffToken(Buffer hash, String name, Set<String> roles) {}

  boolean isEmpty() {
    return !database.read(ANY, Tuple.tuple()).iterator().next().getBoolean(0);
  }

  /** Adds a token; false when another of that name was faster. */
  boolean add(byte[] hash, String name, Set<String> roles) {
    var parameters =
        Tuple.of(Buffer.buffer(hash), name).addArrayOfString(roles.toArray(String[]::new));
    return database.read(ADD, parameters).rowCount() == 1;
  }

  Optional<StaffToken> find(byte[] hash) {
    var rows = database.read(FIND, Tuple.of(Buffer.buffer(hash)));
    if (rows.size() == 0) {
      return Optional.empty();
    }
    var row = rows.iterator().next();
    return Optional.of(
        new StaffToken(row.getBuffer(0), row.getString(1), Set.of(row.getArrayOfStrings(2))));
  }
}
