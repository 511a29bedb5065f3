package mercat.accounts;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.ReadRecipient;
import mercat.contracts.accounts.SecretLinks;
import mercat.contracts.accounts.SecretLinks.Purpose;
import mercat.contracts.accounts.SecretLinks.SecretLink;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.Failure;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** The table of secret links: of each account the latest of each purpose. */
record LinkStore(Database database, KeyedTokens tokens, boolean areShown) {
  static final Duration VERIFY_LIFE = Duration.ofDays(7);
  static final Duration RESET_LIFE = Duration.ofHours(1);

  private static final int SHOWN_MAX = 100;
  private static final int FORGOTTEN_MAX = 1_000;

  private static final String PUT =
      """
      insert into secret_link (account, purpose, id, expires_at)
      values ($1::uuid, $2::text, $3::uuid, now() + $4::bigint * interval '1 ms')
      on conflict (account, purpose)
        do update set id = excluded.id, created_at = now(), expires_at = excluded.expires_at\
      """;

  private static final String OWNER =
      "select account from secret_link where id = $1::uuid and purpose = $2::text and expires_at >"
          + " now()";

  private static final String RECIPIENT =
      """
      select a.email, a.name, a.verified_at is not null, l.id
        from account a
        left join secret_link l on l.account = a.id and l.purpose = $2::text and l.expires_at > now()
       where a.id = $1::uuid\
      """;

  private static final String USE =
      """
      delete from secret_link where id = $1::uuid and purpose = $2::text and expires_at > now()
      returning account\
      """;

  private static final String LIST =
      """
      select a.email, l.purpose, l.id, l.expires_at
        from secret_link l
        join account a on a.id = l.account
       where l.expires_at > now()
       order by l.created_at desc
       limit $1::int\
      """;

  private static final String FORGET =
      """
      delete from secret_link
       where id in (select id from secret_link where expires_at < now() limit $1::int)\
      """;

  void put(Tx tx, UUID account, Purpose purpose) {
    var life = purpose == Purpose.VERIFY_EMAIL ? VERIFY_LIFE : RESET_LIFE;
    tx.send(PUT, Tuple.of(account, EnumText.of(purpose), UUID.randomUUID(), life.toMillis()));
  }

  /** The account of a link that can be used. */
  Optional<UUID> owner(UUID id, Purpose purpose) {
    return Rows.firstId(database.read(OWNER, Tuple.of(id, EnumText.of(purpose))));
  }

  /** The same within a transaction. */
  Optional<UUID> owner(Tx tx, UUID id, Purpose purpose) {
    return Rows.firstId(tx.query(OWNER, Tuple.of(id, EnumText.of(purpose))));
  }

  /** Uses a link up; its account, nothing when it cannot be used. */
  Optional<UUID> use(Tx tx, UUID id, Purpose purpose) {
    return Rows.firstId(tx.query(USE, Tuple.of(id, EnumText.of(purpose))));
  }

  /** The latest links, for an operator of a node that may show them. */
  SecretLinks.Listed list(SecretLinks request, Call call) {
    if (!areShown || !call.actor().equals(Actor.SYSTEM)) {
      throw Failure.forbidden(
          "secret links are shown to operators only, where accounts.show-links");
    }
    return new SecretLinks.Listed(
        database.read(LIST, Tuple.of(SHOWN_MAX)).stream()
            .map(row ->
                new SecretLink(
                    new Email(row.getString(0)),
                    EnumText.parse(Purpose.class, row.getString(1)),
                    tokens.of(row.getUUID(2)),
                    row.getOffsetDateTime(3).toInstant()))
            .toList());
  }

  /** Whom to write to, with the link that the mail is to hold; for Mercat itself only. */
  ReadRecipient.Reply recipient(ReadRecipient request, Call call) {
    if (!call.actor().equals(Actor.SYSTEM)) {
      throw Failure.forbidden("what mails hold is for nobody but the mailer");
    }
    var purpose = request.purpose();
    var parameters = Tuple.of(request.accountId(), purpose == null ? null : EnumText.of(purpose));
    return database.read(RECIPIENT, parameters).stream()
        .findFirst()
        .<ReadRecipient.Reply>map(row -> {
          var link = row.getUUID(3);
          return new ReadRecipient.Reply.Found(
              new Email(row.getString(0)),
              row.getString(1),
              row.getBoolean(2),
              link == null ? null : tokens.of(link));
        })
        .orElseGet(ReadRecipient.Reply.Unknown::new);
  }

  void forget() {
    database.execute(FORGET, Tuple.of(FORGOTTEN_MAX));
  }
}
