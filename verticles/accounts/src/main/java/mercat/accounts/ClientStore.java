package mercat.accounts;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.AddClient;
import mercat.contracts.accounts.OAuthClient;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;
import org.jspecify.annotations.Nullable;

/** The table of OAuth clients. */
record ClientStore(Database database) {
  private static final int LISTED_MAX = 1_000;

  private static final String COLUMNS =
      "id, name, secret, scopes, redirect_uris, created_at, session";

  private static final String ADD =
      """
      insert into oauth_client (id, name, secret, session, scopes, redirect_uris)
      values ($1::text, $2::text, $3::bytea, $4::uuid, $5::text[], $6::text[])
      on conflict do nothing
      returning \
      """
          + COLUMNS;

  private static final String FIND =
      "select " + COLUMNS + " from oauth_client where id = $1::text and revoked_at is null";

  private static final String LIST =
      "select " + COLUMNS + " from oauth_client where revoked_at is null order by id limit $1::int";

  private static final String REVOKE =
      """
      update oauth_client set revoked_at = now() where id = $1::text and revoked_at is null
      returning session\
      """;

  private static final String HAS = "select exists (select from oauth_client where id = $1::text)";

  /**
   * A client that was not revoked.
   *
   * @param secret SHA-256 of its secret, null for a public one
   * @param session of the tokens that it gets for itself
   */
  record Client(OAuthClient listed, @Nullable Buffer secret, UUID session) {
    String id() {
      return listed.id();
    }

    Set<String> scopes() {
      return listed.scopes();
    }
  }

  /** Adds a client; nothing when the id is taken. */
  Optional<Client> add(Tx tx, AddClient request, byte @Nullable [] secret, UUID session) {
    var row =
        Tuple.of(
                request.id(),
                request.name(),
                secret == null ? null : Buffer.buffer(secret),
                session)
            .addArrayOfString(request.scopes().stream().sorted().toArray(String[]::new))
            .addArrayOfString(request.redirectUris().toArray(String[]::new));
    return Rows.first(tx.query(ADD, row), ClientStore::client);
  }

  Optional<Client> find(String id) {
    return Rows.first(database.read(FIND, Tuple.of(id)), ClientStore::client);
  }

  Optional<Client> find(Tx tx, String id) {
    return Rows.first(tx.query(FIND, Tuple.of(id)), ClientStore::client);
  }

  List<OAuthClient> list() {
    return database.read(LIST, Tuple.of(LISTED_MAX)).stream()
        .map(row -> client(row).listed())
        .toList();
  }

  /** Revokes a client; its own session, nothing when there is none that is not revoked. */
  Optional<UUID> revoke(Tx tx, String id) {
    return Rows.firstId(tx.query(REVOKE, Tuple.of(id)));
  }

  boolean has(Tx tx, String id) {
    return tx.query(HAS, Tuple.of(id)).iterator().next().getBoolean(0);
  }

  private static Client client(Row row) {
    var secret = row.getBuffer(2);
    var listed =
        new OAuthClient(
            row.getString(0),
            row.getString(1),
            secret != null,
            Set.of(row.getArrayOfStrings(3)),
            List.of(row.getArrayOfStrings(4)),
            row.getOffsetDateTime(5).toInstant());
    return new Client(listed, secret, row.getUUID(6));
  }
}
