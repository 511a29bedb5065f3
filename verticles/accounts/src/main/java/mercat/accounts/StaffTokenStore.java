package mercat.accounts;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.Set;
import mercat.contracts.accounts.CheckStaffToken.Reply;
import mercat.platform.database.Database;

/** The table of staff tokens. */
record StaffTokenStore(Database database) {
  private static final String ANY = "select exists (select from staff_token)";
  private static final String ADD =
      """
      insert into staff_token (hash, name, roles) values ($1::bytea, $2::text, $3::text[])
      on conflict do nothing\
      """;
  private static final String FIND =
      "select name, roles from staff_token where hash = $1::bytea and revoked_at is null";

  boolean isEmpty() {
    return !database.read(ANY, Tuple.tuple()).iterator().next().getBoolean(0);
  }

  /** Adds a token; false when another of that name was faster. */
  boolean add(byte[] hash, String name, Set<String> roles) {
    var parameters =
        Tuple.of(Buffer.buffer(hash), name).addArrayOfString(roles.toArray(String[]::new));
    return database.read(ADD, parameters).rowCount() == 1;
  }

  /** Whom a token belongs to that is not revoked. */
  Optional<Reply> find(byte[] hash) {
    return database.read(FIND, Tuple.of(Buffer.buffer(hash))).stream()
        .<Reply>map(row -> new Reply.Staff(row.getString(0), Set.of(row.getArrayOfStrings(1))))
        .findFirst();
  }
}
