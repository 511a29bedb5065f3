package mercat.accounts;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mercat.contracts.accounts.AddToken;
import mercat.contracts.accounts.CheckStaffToken.Reply;
import mercat.contracts.accounts.StaffToken;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** The table of staff tokens. */
record StaffTokenStore(Database database) {
  private static final int LISTED_MAX = 1_000;

  private static final String ANY = "select exists (select from staff_token)";

  private static final String ADD_FIRST =
      """
      insert into staff_token (hash, name, roles) values ($1::bytea, $2::text, $3::text[])
      on conflict do nothing\
      """;

  private static final String COLUMNS = "name, roles, created_at, expires_at, last_used_at";

  private static final String ADD =
      """
      insert into staff_token (hash, name, roles, expires_at)
      values ($1::bytea, $2::text, $4::text[], now() + $3::int * interval '1 day')
      on conflict do nothing
      returning \
      """
          + COLUMNS;

  private static final String VALID =
      " revoked_at is null and (expires_at is null or expires_at > now())";

  private static final String LIST =
      "select " + COLUMNS + " from staff_token where" + VALID + " order by name limit $1::int";

  private static final String FIND =
      "select name, roles from staff_token where hash = $1::bytea and" + VALID;

  private static final String NOTE_USE =
      """
      update staff_token set last_used_at = now()
       where hash = $1::bytea
         and (last_used_at is null or last_used_at < now() - interval '1 minute')\
      """;

  private static final String REVOKE =
      "update staff_token set revoked_at = now() where name = $1::text and revoked_at is null";

  private static final String HAS = "select exists (select from staff_token where name = $1::text)";

  boolean isEmpty() {
    return !database.read(ANY, Tuple.tuple()).iterator().next().getBoolean(0);
  }

  /** Adds a token; false when another of that name was faster. */
  boolean add(byte[] hash, String name, Set<String> roles) {
    var parameters =
        Tuple.of(Buffer.buffer(hash), name).addArrayOfString(roles.toArray(String[]::new));
    return database.read(ADD_FIRST, parameters).rowCount() == 1;
  }

  /** Adds a token; nothing when the name is taken. */
  Optional<StaffToken> add(Tx tx, byte[] hash, AddToken request) {
    var scopes = request.scopes().stream().sorted().toArray(String[]::new);
    var parameters =
        Tuple.of(Buffer.buffer(hash), request.name(), request.days()).addArrayOfString(scopes);
    return Rows.first(tx.query(ADD, parameters), StaffTokenStore::token);
  }

  /** Those that open anything, by name. */
  List<StaffToken> list() {
    return database.read(LIST, Tuple.of(LISTED_MAX)).stream().map(StaffTokenStore::token).toList();
  }

  /** Whom a token belongs to that is valid. */
  Optional<Reply> find(byte[] hash) {
    var parameters = Tuple.of(Buffer.buffer(hash));
    var found =
        database.read(FIND, parameters).stream()
            .<Reply>map(row -> new Reply.Staff(row.getString(0), Set.of(row.getArrayOfStrings(1))))
            .findFirst();
    found.ifPresent(staff -> database.execute(NOTE_USE, parameters));
    return found;
  }

  /** Revokes a token; false when there is none that is not revoked. */
  boolean revoke(Tx tx, String name) {
    return tx.query(REVOKE, Tuple.of(name)).rowCount() == 1;
  }

  boolean has(Tx tx, String name) {
    return tx.query(HAS, Tuple.of(name)).iterator().next().getBoolean(0);
  }

  private static StaffToken token(Row row) {
    return new StaffToken(
        row.getString(0),
        Set.of(row.getArrayOfStrings(1)),
        row.getOffsetDateTime(2).toInstant(),
        Rows.instant(row.getOffsetDateTime(3)),
        Rows.instant(row.getOffsetDateTime(4)));
  }
}
