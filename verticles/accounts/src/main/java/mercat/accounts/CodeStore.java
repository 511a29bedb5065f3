package mercat.accounts;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.AuthorizationRequest;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** The table of authorization codes. */
record CodeStore(Database database) {
  /** In which a code is exchanged. */
  static final Duration LIFE = Duration.ofMinutes(1);

  /** In which a second use is noticed: as long as what the first one gave may open anything. */
  private static final Duration KEPT = AccessTokenIssuer.LIFE.plus(LIFE);

  private static final int FORGOTTEN_MAX = 1_000;

  private static final String ADD =
      """
      insert into authorization_code (id, session, redirect_uri, challenge, nonce, expires_at)
      values ($1::uuid, $2::uuid, $3::text, $4::text, $5::text,
              now() + $6::bigint * interval '1 ms')\
      """;

  /** Locked, so that of two uses at once one is the second. */
  private static final String FIND =
      """
      select s.id, s.account, s.created_at, s.scopes, c.redirect_uri, c.challenge, c.nonce,
             c.used_at is not null, c.expires_at > now()
        from authorization_code c
        join session s on s.id = c.session
       where c.id = $1::uuid and s.client = $2::text
         and s.revoked_at is null and s.expires_at > now()
         for update of c\
      """;

  private static final String USE =
      "update authorization_code set used_at = now() where id = $1::uuid";

  /** A session whose code nobody used has no tokens. */
  private static final String FORGET_UNUSED =
      """
      delete from session
       where id in (select session from authorization_code
                     where used_at is null and expires_at < now() - interval '1 minute'
                     limit $1::int)\
      """;

  private static final String FORGET_USED =
      """
      delete from authorization_code
       where id in (select id from authorization_code
                     where expires_at < now() - $2::bigint * interval '1 ms'
                     limit $1::int)\
      """;

  /** A code, and the session that it is for. */
  record Code(
      UUID session,
      UUID account,
      Instant signedInAt,
      Set<String> scopes,
      String redirectUri,
      String challenge,
      String nonce,
      boolean isUsed,
      boolean isInTime) {}

  void add(Tx tx, UUID id, UUID session, AuthorizationRequest request) {
    tx.send(
        ADD,
        Tuple.of(
            id,
            session,
            request.redirectUri(),
            request.challenge(),
            request.nonce(),
            LIFE.toMillis()));
  }

  /** A code of a client, whose session has not ended. */
  Optional<Code> find(Tx tx, UUID id, String client) {
    return Rows.first(tx.query(FIND, Tuple.of(id, client)), CodeStore::code);
  }

  void use(Tx tx, UUID id) {
    tx.send(USE, Tuple.of(id));
  }

  void forget() {
    database.execute(FORGET_UNUSED, Tuple.of(FORGOTTEN_MAX));
    database.execute(FORGET_USED, Tuple.of(FORGOTTEN_MAX, KEPT.toMillis()));
  }

  private static Code code(Row row) {
    return new Code(
        row.getUUID(0),
        row.getUUID(1),
        row.getOffsetDateTime(2).toInstant(),
        Set.of(row.getArrayOfStrings(3)),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getBoolean(7),
        row.getBoolean(8));
  }
}
