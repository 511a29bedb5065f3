package mercat.notifications;

import static mercat.platform.database.Conditions.and;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.notifications.ListMails;
import mercat.contracts.notifications.Mail;
import mercat.contracts.notifications.MailKind;
import mercat.contracts.notifications.MailState;
import mercat.notifications.domain.RetryRule.Standing;
import mercat.notifications.domain.WantedMail;
import mercat.platform.EnumText;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** The table of mails. A batch is locked ascending by id. */
record MailStore(Database database) {
  private static final String MAIL =
      "id, kind, subject, state, attempts, reason, wanted_at, ended_at";

  private static final String TO_WRITE = "id, kind, subject, amount, currency, trace, attempts";

  private static final String WANT =
      """
      insert into mail (id, kind, subject, occurrence, amount, currency, trace, wanted_at, state, next_at)
      select id, kind, subject, occurrence, amount, currency, trace,
             timestamptz 'epoch' + at * interval '1 ms',
             case when at < $10::bigint then 'kept' else $9::text end,
             case when at >= $10::bigint and $9::text = 'waiting' then now() end
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::bigint[])
          as wanted(id, kind, subject, occurrence, amount, currency, trace, at)
       order by subject, kind, occurrence
      on conflict (subject, kind, occurrence) do nothing\
      """;

  private static final String TAKE =
      """
      update mail
         set attempts = attempts + 1, next_at = now() + $1::bigint * interval '1 ms'
       where id in (
         select id from mail
          where next_at <= now()
          order by next_at
          limit $2::int
            for no key update skip locked)
      returning
      """
          + TO_WRITE;

  /** What was sent is sent, whoever has taken it over meanwhile. */
  private static final String NOTE =
      """
      update mail m
         set state = n.state, reason = n.reason, attempts = n.attempts,
             next_at = case when n.state = 'waiting' then now() + n.pause * interval '1 ms' end,
             ended_at = case when n.state = 'waiting' then null else now() end
        from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::int[])
          as n(id, state, reason, attempts, pause, taken)
       where m.id = n.id and m.state = 'waiting' and (n.state = 'sent' or m.attempts = n.taken)
      returning m.id\
      """;

  private static final String ERASE =
      """
      update mail
         set state = 'dropped', reason = 'erased', next_at = null, ended_at = now()
       where id in (
         select id from mail
          where subject = any($1::uuid[]) and state in ('waiting', 'kept', 'parked', 'bounced')
          order by id
            for no key update)\
      """;

  private static final String RETRY =
      """
      update mail
         set state = 'waiting', attempts = 0, reason = '', next_at = now(), ended_at = null
       where id = $1::uuid and state in ('kept', 'parked', 'bounced')\
      """;

  private static final String FIND = "select " + MAIL + " from mail where id = $1::uuid";

  private static final String READ =
      "select " + MAIL + ", amount, currency, trace from mail where id = $1::uuid";

  private static final String BACKLOG =
      """
      select count(*), coalesce(extract(epoch from now() - min(wanted_at)), 0)::float8,
             (select count(*) from mail where state = 'parked')
        from mail
       where next_at is not null\
      """;

  /** A mail, and what is needed to write it. */
  record StoredMail(Mail mail, DueMail toWrite) {}

  /**
   * What is left to be done.
   *
   * @param oldestSeconds age of the oldest that waits, 0 when none does
   */
  record Backlog(long waiting, double oldestSeconds, long parked) {}

  /** How a mail stands after an attempt that began as its {@code taken}-th. */
  record Noted(DueMail mail, Standing standing) {}

  /**
   * Stores what is wanted and is not yet stored.
   *
   * @param since what happened before is kept in any case
   */
  void want(Tx tx, List<IdentifiedMail> wanted, MailState state, Instant since) {
    var columns =
        Columns.of(wanted)
            .uuid(IdentifiedMail::id)
            .text(it -> EnumText.of(it.mail().kind()))
            .uuid(it -> it.mail().subject())
            .uuid(it -> it.mail().occurrence())
            .bigint(it -> it.mail().amount())
            .text(it -> it.mail().currency())
            .text(it -> it.mail().trace())
            .bigint(it -> it.mail().at().toEpochMilli())
            .tuple();
    tx.send(WANT, columns.addString(EnumText.of(state)).addLong(since.toEpochMilli()));
  }

  /** A wanted mail that has an id, should it be new. */
  record IdentifiedMail(UUID id, WantedMail mail) {}

  /** Takes mails that are due, for the time of a lease. */
  List<DueMail> take(Tx tx, int most, Duration lease) {
    return tx.query(TAKE, Tuple.of(lease.toMillis(), most)).stream().map(MailStore::due).toList();
  }

  /** Notes how mails stand; the ids of those for which it counts. */
  Set<UUID> note(Tx tx, Collection<Noted> noted) {
    var ascending = noted.stream().sorted(Comparator.comparing(it -> it.mail().id())).toList();
    var columns =
        Columns.of(ascending)
            .uuid(it -> it.mail().id())
            .text(it -> EnumText.of(it.standing().state()))
            .text(it -> it.standing().reason())
            .integer(it -> it.standing().attempts())
            .bigint(it -> it.standing().pause().toMillis())
            .integer(it -> it.mail().attempts())
            .tuple();
    return Rows.ids(tx.query(NOTE, columns));
  }

  /** Drops what is not sent yet of accounts that are gone. */
  void erase(Tx tx, Collection<UUID> accounts) {
    tx.send(ERASE, Columns.uuids(accounts));
  }

  /** Has a mail that was given up or kept tried again; false when it is in another state. */
  boolean retry(Tx tx, UUID id) {
    return tx.query(RETRY, Tuple.of(id)).rowCount() == 1;
  }

  Optional<Mail> find(Tx tx, UUID id) {
    return Rows.first(tx.query(FIND, Tuple.of(id)), MailStore::mail);
  }

  Optional<StoredMail> read(UUID id) {
    return Rows.first(
        database.read(READ, Tuple.of(id)), row -> new StoredMail(mail(row), due(row)));
  }

  /** The latest first; what is not asked for stands in no condition. */
  ListMails.Listed list(ListMails request) {
    var parameters = Tuple.of(request.limit());
    var state = request.state();
    var conditions =
        and("state = $%d::text", state == null ? null : EnumText.of(state), parameters)
            + (state == MailState.WAITING ? " and next_at is not null" : "")
            + and("subject = $%d::uuid", request.subjectId(), parameters)
            + and("id < $%d::uuid", request.before(), parameters);
    var page =
        database.read(
            "select %s from mail where true%s order by id desc limit $1::int + 1"
                .formatted(MAIL, conditions),
            parameters);
    return new ListMails.Listed(
        page.stream().limit(request.limit()).map(MailStore::mail).toList(),
        page.size() > request.limit());
  }

  Backlog backlog() {
    var row = database.read(BACKLOG, Tuple.tuple()).iterator().next();
    return new Backlog(row.getLong(0), row.getDouble(1), row.getLong(2));
  }

  private static Mail mail(Row row) {

    return new Mail(
        row.getUUID("id"),
        kind(row),
        row.getUUID("subject"),
        EnumText.parse(MailState.class, row.getString("state")),
        row.getInteger("attempts"),
        row.getString("reason"),
        row.getOffsetDateTime("wanted_at").toInstant(),
        Rows.instant(row.getOffsetDateTime("ended_at")));
  }

  private static DueMail due(Row row) {
    var currency = row.getString("currency");
    return new DueMail(
        row.getUUID("id"),
        kind(row),
        row.getUUID("subject"),
        currency.isEmpty() ? null : new Money(row.getLong("amount"), currency),
        row.getString("trace"),
        row.getInteger("attempts"));
  }

  private static MailKind kind(Row row) {
    return EnumText.parse(MailKind.class, row.getString("kind"));
  }
}
