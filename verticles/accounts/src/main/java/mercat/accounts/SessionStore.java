package mercat.accounts;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.ListSessions;
import mercat.contracts.accounts.RevokedSessions;
import mercat.contracts.accounts.SessionsRevoked;
import mercat.platform.Call;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;
import org.jspecify.annotations.Nullable;

/**
 * The tables of sessions, of their refresh tokens, and of sign-ins that wait for a second factor.
 * Lock order: account, second factor, ticket, refresh token, session; the log last.
 */
record SessionStore(Database database) {
  /** After which somebody signs in again. */
  static final Duration LIFE = Duration.ofDays(30);

  /** In which an exchange may be repeated by whoever did not hear the answer. */
  static final Duration GRACE = Duration.ofSeconds(10);

  /** The most sessions of an account; one more ends the oldest. */
  static final int SESSIONS_MAX = 50;

  /** Longer than any access token lives after its session was revoked. */
  static final Duration REVOKED_FOR = AccessTokenIssuer.LIFE.plusMinutes(1);

  /** In which a sign-in is completed. */
  static final Duration TICKET_LIFE = Duration.ofMinutes(5);

  /** The most codes that are tried with a ticket. */
  static final int TRIES_MAX = 5;

  private static final int FORGOTTEN_MAX = 1_000;

  private static final String BEGIN =
      """
      insert into session (id, account, expires_at)
      values ($1::uuid, $2::uuid, now() + $3::bigint * interval '1 ms')\
      """;

  private static final String ADD_TOKEN =
      "insert into refresh_token (id, session) values ($1::uuid, $2::uuid)";

  private static final String BEGIN_OF_CLIENT =
      """
      insert into session (id, account, expires_at, client)
      values ($1::uuid, $1::uuid, 'infinity', $2::text)\
      """;

  private static final String HAND_OVER =
      """
      with given as (delete from refresh_token
                      where id = $1::uuid and used_at is null returning session)
      update session s set client = $2::text, scopes = $3::text[]
        from given
       where s.id = given.session and s.client is null
         and s.revoked_at is null and s.expires_at > now()
      returning s.id\
      """;

  private static final String OF_TOKEN =
      """
      select s.id, s.account, null::uuid, s.scopes
        from refresh_token t
        join session s on s.id = t.session
       where t.id = $1::uuid and s.client = $2::text\
      """;

  private static final String EXCHANGE =
      """
      update refresh_token t
         set used_at = now(), successor = $2::uuid
        from session s
       where t.id = $1::uuid and t.used_at is null
         and s.id = t.session and s.revoked_at is null and s.expires_at > now()
         and s.client is not distinct from $3::text
      returning s.id, s.account, t.successor, s.scopes\
      """;

  /** What an earlier exchange led to, whose repeat is forgiven while its successor is unused. */
  private static final String EXCHANGED =
      """
      select s.id, s.account,
             case when next.used_at is null and t.used_at > now() - $2::bigint * interval '1 ms'
                  then t.successor end,
             s.scopes
        from refresh_token t
        join session s on s.id = t.session
        join refresh_token next on next.id = t.successor
       where t.id = $1::uuid and s.revoked_at is null and s.expires_at > now()
         and s.client is not distinct from $3::text\
      """;

  private static final String REVOKE =
      """
      update session set revoked_at = now()
       where id = $2::uuid and account = $1::uuid and revoked_at is null
      returning id\
      """;

  private static final String REVOKE_ALL =
      """
      update session set revoked_at = now()
       where account = $1::uuid and revoked_at is null
      returning id\
      """;

  private static final String REVOKE_OLDEST =
      """
      update session set revoked_at = now()
       where id in (select id from session
                     where account = $1::uuid and revoked_at is null
                     order by created_at desc, id
                    offset $2::int)
      returning id\
      """;

  private static final String ADD_TICKET =
      """
      insert into sign_in_ticket (id, account, expires_at)
      values ($1::uuid, $2::uuid, now() + $3::bigint * interval '1 ms')\
      """;

  private static final String TICKET_OWNER =
      "select account from sign_in_ticket where id = $1::uuid";

  private static final String TRY_TICKET =
      """
      update sign_in_ticket set tries = tries + 1
       where id = $1::uuid and tries < $2::int and expires_at > now()\
      """;

  private static final String DROP_TICKET = "delete from sign_in_ticket where id = $1::uuid";

  private static final String DROP_TICKETS = "delete from sign_in_ticket where account = $1::uuid";

  private static final String LIST =
      """
      select id, created_at, expires_at from session
       where account = $1::uuid and revoked_at is null and expires_at > now()
       order by created_at, id\
      """;

  private static final String LIST_REVOKED =
      """
      select id from session
       where revoked_at > now() - $3::bigint * interval '1 ms' and id > $1::uuid
       order by id
       limit $2::int + 1\
      """;

  private static final String FORGET_REVOKED =
      """
      delete from session
       where id in (select id from session
                     where revoked_at < now() - $1::bigint * interval '1 ms'
                     limit $2::int)\
      """;

  private static final String FORGET_EXPIRED =
      """
      delete from session
       where id in (select id from session
                     where expires_at < now() - $1::bigint * interval '1 ms'
                     limit $2::int)\
      """;

  private static final String FORGET_TICKETS =
      """
      delete from sign_in_ticket
       where id in (select id from sign_in_ticket where expires_at < now() limit $1::int)\
      """;

  /**
   * What a refresh token was exchanged for.
   *
   * @param successor the next token; null when the exchange was repeated by who knows whom
   * @param scopes what a client was given, none for the shop's own front ends
   */
  record Exchange(UUID session, UUID account, @Nullable UUID successor, Set<String> scopes) {}

  /** Begins a session with its first refresh token. */
  void begin(Tx tx, Call call, UUID account, UUID session, UUID token) {
    tx.send(BEGIN, Tuple.of(session, account, LIFE.toMillis()));
    addToken(tx, token, session);
    announce(tx, call, account, tx.query(REVOKE_OLDEST, Tuple.of(account, SESSIONS_MAX)));
  }

  /** Begins the session of a client that acts for itself; it ends with the client. */
  void beginOfClient(Tx tx, UUID session, String client) {
    tx.send(BEGIN_OF_CLIENT, Tuple.of(session, client));
  }

  void addToken(Tx tx, UUID token, UUID session) {
    tx.send(ADD_TOKEN, Tuple.of(token, session));
  }

  /**
   * Hands the session of an unused refresh token over to a client; the token opens nothing more.
   */
  Optional<UUID> handOver(Tx tx, UUID token, String client, Set<String> scopes) {
    var given = scopes.stream().sorted().toArray(String[]::new);
    return Rows.firstId(tx.query(HAND_OVER, Tuple.of(token, client).addArrayOfString(given)));
  }

  /** The session of a refresh token that a client was given. */
  Optional<Exchange> ofToken(Tx tx, UUID token, String client) {
    return first(tx.query(OF_TOKEN, Tuple.of(token, client)));
  }

  /**
   * Exchanges a refresh token; nothing when it is unknown or its session has ended.
   *
   * @param client which holds the session, null for the shop's own front ends
   */
  Optional<Exchange> exchange(Tx tx, UUID token, UUID successor, @Nullable String client) {
    var exchanged = first(tx.query(EXCHANGE, Tuple.of(token, successor, client)));
    exchanged.ifPresent(it -> addToken(tx, successor, it.session()));
    return exchanged.or(
        () -> first(tx.query(EXCHANGED, Tuple.of(token, GRACE.toMillis(), client))));
  }

  private static Optional<Exchange> first(RowSet<Row> rows) {
    return rows.stream()
        .map(row -> {
          var scopes = row.getArrayOfStrings(3);
          return new Exchange(
              row.getUUID(0),
              row.getUUID(1),
              row.getUUID(2),
              scopes == null ? Set.of() : Set.of(scopes));
        })
        .findFirst();
  }

  void revoke(Tx tx, Call call, UUID account, UUID session) {
    announce(tx, call, account, tx.query(REVOKE, Tuple.of(account, session)));
  }

  /** Ends the sessions of an account, and what may yet become one. */
  void revokeAll(Tx tx, Call call, UUID account) {
    tx.send(DROP_TICKETS, Tuple.of(account));
    announce(tx, call, account, tx.query(REVOKE_ALL, Tuple.of(account)));
  }

  private static void announce(Tx tx, Call call, UUID account, RowSet<Row> revoked) {
    var ids = revoked.stream().map(row -> row.getUUID(0)).toList();
    if (!ids.isEmpty()) {
      tx.append(call, account, new SessionsRevoked(account, ids));
    }
  }

  /** Notes that somebody's password was right. */
  void addTicket(Tx tx, UUID ticket, UUID account) {
    tx.send(ADD_TICKET, Tuple.of(ticket, account, TICKET_LIFE.toMillis()));
  }

  Optional<UUID> ownerOfTicket(Tx tx, UUID ticket) {
    return Rows.firstId(tx.query(TICKET_OWNER, Tuple.of(ticket)));
  }

  /** Counts a try; false when the ticket is worth nothing any more. */
  boolean tryTicket(Tx tx, UUID ticket) {
    return tx.query(TRY_TICKET, Tuple.of(ticket, TRIES_MAX)).rowCount() == 1;
  }

  void dropTicket(Tx tx, UUID ticket) {
    tx.send(DROP_TICKET, Tuple.of(ticket));
  }

  ListSessions.Listed list(ListSessions request, Call call) {
    var own = call.actor().requireCustomer();
    return new ListSessions.Listed(
        database.read(LIST, Tuple.of(own)).stream()
            .map(row ->
                new ListSessions.Session(
                    row.getUUID(0),
                    row.getOffsetDateTime(1).toInstant(),
                    row.getOffsetDateTime(2).toInstant()))
            .toList());
  }

  RevokedSessions.Listed listRevoked(RevokedSessions request, Call call) {
    var parameters = Tuple.of(request.after(), request.limit(), REVOKED_FOR.toMillis());
    List<UUID> ids =
        database.read(LIST_REVOKED, parameters).stream().map(row -> row.getUUID(0)).toList();
    boolean hasMore = ids.size() > request.limit();
    return new RevokedSessions.Listed(hasMore ? ids.subList(0, request.limit()) : ids, hasMore);
  }

  /** Deletes sessions of which no token opens anything, with their refresh tokens; and tickets. */
  void forget() {
    var parameters = Tuple.of(REVOKED_FOR.toMillis(), FORGOTTEN_MAX);
    database.execute(FORGET_REVOKED, parameters);
    database.execute(FORGET_EXPIRED, parameters);
    database.execute(FORGET_TICKETS, Tuple.of(FORGOTTEN_MAX));
  }
}
