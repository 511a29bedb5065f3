package mercat.accounts;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import mercat.platform.config.KeyFile;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** The table of signing keys. Whoever changes it locks it first. */
record SigningKeyStore(Database database, KeyFile keyFile) {
  private static final String LOCK = "lock table signing_key in share row exclusive mode";

  /** Those that sign, will sign, or have signed what may still be valid. */
  private static final String LIST =
      """
      select kid, public, private, active_from
        from (select k.*, lead(active_from) over (order by active_from, kid) as replaced_at
                from signing_key k) k
       where replaced_at is null or replaced_at > now() - $1::bigint * interval '1 ms'
       order by active_from, kid\
      """;

  private static final String NEXT =
      "select kid from signing_key where active_from > $1::timestamptz order by active_from limit"
          + " 1";

  private static final String HAS_ANY = "select exists (select from signing_key)";

  private static final String ADD =
      """
      insert into signing_key (kid, public, private, active_from)
      values ($1::text, $2::bytea, $3::bytea, $4::timestamptz)\
      """;

  private static final String ACTIVATE =
      """
      update signing_key set active_from = $2::timestamptz
       where kid = $1::text and active_from > $2::timestamptz\
      """;

  private static final String FORGET =
      """
      delete from signing_key
       where active_from < (select max(active_from) from signing_key
                             where active_from < now() - $1::bigint * interval '1 ms')\
      """;

  /**
   * Waits until nobody else changes the keys: what the clock says afterwards is later than theirs.
   */
  void lock(Tx tx) {
    var unused = tx.query(LOCK, Tuple.tuple());
  }

  List<SigningKey> list(Duration tokenLife) {
    return database.read(LIST, Tuple.of(tokenLife.toMillis())).stream()
        .map(row ->
            SigningKey.read(
                row.getString(0),
                row.getBuffer(1).getBytes(),
                keyFile.open(row.getBuffer(2).getBytes()),
                row.getOffsetDateTime(3).toInstant()))
        .toList();
  }

  boolean hasAny(Tx tx) {
    return tx.query(HAS_ANY, Tuple.tuple()).iterator().next().getBoolean(0);
  }

  /** The key that signs next. */
  Optional<String> next(Tx tx, Instant now) {
    return Rows.first(
        tx.query(NEXT, Tuple.of(now.atOffset(ZoneOffset.UTC))), row -> row.getString(0));
  }

  void add(Tx tx, SigningKey key) {
    tx.send(
        ADD,
        Tuple.of(
            key.kid(),
            Buffer.buffer(key.publicKey().getEncoded()),
            Buffer.buffer(keyFile.seal(key.privateKey().getEncoded())),
            key.activeFrom().atOffset(ZoneOffset.UTC)));
  }

  /** Brings forward when a key begins to sign; false when it does so by then. */
  boolean activate(Tx tx, String kid, Instant from) {
    return tx.query(ACTIVATE, Tuple.of(kid, from.atOffset(ZoneOffset.UTC))).rowCount() == 1;
  }

  /** Deletes those that were replaced so long ago that nothing they signed is valid. */
  void forget(Tx tx, Duration tokenLife) {
    tx.send(FORGET, Tuple.of(tokenLife.toMillis()));
  }
}
