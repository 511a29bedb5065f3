package mercat.accounts;

import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import mercat.platform.database.Tx;

/** The table of those whom an outside provider knows. */
record IdentityStore() {
  private static final String ACCOUNT_OF =
      "select account from federated_identity where issuer = $1::text and subject = $2::text";

  private static final String ADD =
      """
      insert into federated_identity (issuer, subject, account)
      values ($1::text, $2::text, $3::uuid)
      on conflict (issuer, subject) do nothing\
      """;

  Optional<UUID> accountOf(Tx tx, OidcIdentity who) {
    return tx.query(ACCOUNT_OF, Tuple.of(who.issuer(), who.subject())).stream()
        .map(row -> row.getUUID(0))
        .findFirst();
  }

  void add(Tx tx, OidcIdentity who, UUID account) {
    tx.send(ADD, Tuple.of(who.issuer(), who.subject(), account));
  }
}
