package mercat.notifications;

import static mercat.platform.database.Conditions.and;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.contracts.notifications.DeliveryState;
import mercat.contracts.notifications.ListDeliveries;
import mercat.contracts.notifications.WebhookDelivery;
import mercat.notifications.domain.WebhookRetryRule.DeliveryStanding;
import mercat.platform.EnumText;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** The table of what endpoints are told. A batch is locked ascending by endpoint and id. */
record WebhookDeliveryStore(Database database) {
  private static final String DELIVERY =
      "id, type, subject, state, attempts, status, reason, body, wanted_at, last_at, next_at,"
          + " ended_at";

  private static final String IS_ANYBODY_TOLD =
      "select exists (select from webhook_endpoint where enabled)";

  private static final String WANT =
      """
      insert into webhook_delivery
        (endpoint, id, source, position, type, subject, body, trace, wanted_at, state, next_at)
      select e.id, w.id, $8::text, w.position, w.type, w.subject, w.body, w.trace,
             timestamptz 'epoch' + w.at * interval '1 us', 'waiting', $9::timestamptz
        from webhook_endpoint e
       cross join unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::bigint[])
          as w(id, position, type, subject, body, trace, at)
       where e.enabled
         and e.created_at <= timestamptz 'epoch' + w.at * interval '1 us'
         and (e.events = '{}' or w.type = any(e.events))
       order by e.id, w.id
      on conflict (endpoint, source, position) do nothing\
      """;

  /** As many of each endpoint as it has room for. */
  private static final String TAKE =
      """
      with due as (
        select d.endpoint, d.id
          from webhook_endpoint e
          left join unnest($1::uuid[], $2::int[]) as room(endpoint, most) on room.endpoint = e.id
         cross join lateral (
           select endpoint, id
             from webhook_delivery
            where endpoint = e.id and next_at <= $3::timestamptz
            order by next_at
            limit coalesce(room.most, $5::int)
              for no key update skip locked) d
         where e.enabled
         limit $6::int)
      update webhook_delivery d
         set attempts = d.attempts + 1, last_at = $3::timestamptz,
             next_at = $3::timestamptz + $4::bigint * interval '1 ms'
        from due
        join webhook_endpoint e on e.id = due.endpoint
       where d.endpoint = due.endpoint and d.id = due.id
      returning d.endpoint, d.id, d.type, d.subject, d.body, d.trace, d.attempts, e.url, e.secret,
                case when e.former_until > $3::timestamptz then e.former_secret end as former_secret\
      """;

  /** What was delivered is delivered, whoever has taken it over meanwhile. */
  private static final String NOTE =
      """
      update webhook_delivery d
         set state = n.state, reason = n.reason, attempts = n.attempts, status = nullif(n.status, 0),
             next_at = case when n.state = 'waiting' then $9::timestamptz + n.pause * interval '1 ms' end,
             ended_at = case when n.state = 'waiting' then null else $9::timestamptz end
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::int[], $7::bigint[], $8::int[])
          as n(endpoint, id, state, reason, attempts, status, pause, taken)
       where d.endpoint = n.endpoint and d.id = n.id and d.state = 'waiting'
         and (n.state = 'delivered' or d.attempts = n.taken)
      returning d.endpoint, d.id\
      """;

  private static final String TEST =
      """
      insert into webhook_delivery
        (endpoint, id, source, type, subject, body, trace, wanted_at, state, next_at)
      values ($1::uuid, $2::uuid, '', $3::text, $1::uuid, $4::text, '', $5::timestamptz, 'waiting', $5::timestamptz)
      on conflict (endpoint, id) do nothing\
      """;

  private static final String RETRY =
      """
      update webhook_delivery
         set state = 'waiting', attempts = 0, next_at = $3::timestamptz, ended_at = null
       where endpoint = $1::uuid and id = $2::uuid and state <> 'waiting'\
      """;

  /** What waits is due at once. */
  private static final String HURRY =
      """
      update webhook_delivery
         set next_at = $2::timestamptz
       where (endpoint, id) in (
         select endpoint, id from webhook_delivery
          where endpoint = $1::uuid and next_at > $2::timestamptz
          order by id
          limit 1000
            for no key update skip locked)\
      """;

  private static final String FIND =
      "select " + DELIVERY + " from webhook_delivery where endpoint = $1::uuid and id = $2::uuid";

  /** An id begins with the time at which it was made. */
  private static final String FORGET =
      """
      delete from webhook_delivery
       where (endpoint, id) in (
         select d.endpoint, d.id
           from webhook_endpoint e
          cross join lateral (
            select endpoint, id
              from webhook_delivery
             where endpoint = e.id and (id < $1::uuid or e.removed_at is not null)
             order by id
             limit 1000
               for update skip locked) d)\
      """;

  private static final String FORGET_ENDPOINTS =
      """
      delete from webhook_endpoint e
       where removed_at < $1::timestamptz
         and not exists (select from webhook_delivery d where d.endpoint = e.id)\
      """;

  private static final String BACKLOG =
      """
      select coalesce(sum(d.waiting), 0)::bigint,
             coalesce(extract(epoch from $1::timestamptz - min(d.oldest)), 0)::float8
        from webhook_endpoint e
       cross join lateral (
         select count(*) as waiting, min(wanted_at) as oldest
           from webhook_delivery
          where endpoint = e.id and next_at is not null) d
       where e.enabled\
      """;

  /** An event that endpoints may be told of. */
  record WantedWebhook(
      UUID id, long position, String type, UUID subject, String body, String trace, Instant at) {}

  /** How a delivery stands after an attempt that began as its {@code taken}-th. */
  record NotedWebhook(DueWebhook due, DeliveryStanding standing, int status) {}

  /** Which delivery: of two endpoints may be told the same event. */
  record DeliveryKey(UUID endpoint, UUID id) {
    static DeliveryKey of(DueWebhook due) {
      return new DeliveryKey(due.endpoint(), due.id());
    }
  }

  /**
   * What is left to be done for endpoints that are told of anything.
   *
   * @param oldestSeconds age of the oldest that waits, 0 when none does
   */
  record WebhookBacklog(long waiting, double oldestSeconds) {}

  /** Whether there is an endpoint that may want something. */
  boolean isAnybodyTold(Tx tx) {
    return tx.query(IS_ANYBODY_TOLD, Tuple.tuple()).iterator().next().getBoolean(0);
  }

  /** Stores what is wanted and not yet stored, for each endpoint that is to be told; how many. */
  Future<Integer> want(Tx tx, String source, List<WantedWebhook> wanted, Instant now) {
    var values =
        Columns.of(wanted)
            .uuid(WantedWebhook::id)
            .bigint(WantedWebhook::position)
            .text(WantedWebhook::type)
            .uuid(WantedWebhook::subject)
            .text(WantedWebhook::body)
            .text(WantedWebhook::trace)
            .bigint(it -> ChronoUnit.MICROS.between(Instant.EPOCH, it.at()))
            .tuple()
            .addString(source)
            .addOffsetDateTime(now.atOffset(ZoneOffset.UTC));
    return tx.start(WANT, values).map(SqlResult::rowCount);
  }

  /**
   * Takes what is due, for the time of a lease.
   *
   * @param rooms how many of an endpoint, where that is not {@code share}
   */
  List<DueWebhook> take(
      Tx tx, Instant now, Duration lease, Map<UUID, Integer> rooms, int share, int most) {
    var values =
        Columns.of(rooms.entrySet())
            .uuid(Map.Entry::getKey)
            .integer(Map.Entry::getValue)
            .tuple()
            .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
            .addLong(lease.toMillis())
            .addInteger(share)
            .addInteger(most);
    return tx.query(TAKE, values).stream().map(WebhookDeliveryStore::due).toList();
  }

  /** Notes how deliveries stand; those for which it counts. */
  Set<DeliveryKey> note(Tx tx, Collection<NotedWebhook> noted, Instant now) {
    var ascending =
        noted.stream()
            .sorted(
                Comparator.comparing((NotedWebhook it) -> it.due().endpoint())
                    .thenComparing(it -> it.due().id()))
            .toList();
    var columns =
        Columns.of(ascending)
            .uuid(it -> it.due().endpoint())
            .uuid(it -> it.due().id())
            .text(it -> EnumText.of(it.standing().state()))
            .text(it -> it.standing().reason())
            .integer(it -> it.standing().attempts())
            .integer(NotedWebhook::status)
            .bigint(it -> it.standing().pause().toMillis())
            .integer(it -> it.due().attempts())
            .tuple()
            .addOffsetDateTime(now.atOffset(ZoneOffset.UTC));
    return tx.query(NOTE, columns).stream()
        .map(row -> new DeliveryKey(row.getUUID(0), row.getUUID(1)))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A delivery that tells of nothing; false when there is one of that id. */
  boolean test(Tx tx, UUID endpoint, UUID id, String type, String body, Instant now) {
    var values = Tuple.of(endpoint, id, type, body, now.atOffset(ZoneOffset.UTC));
    return tx.query(TEST, values).rowCount() == 1;
  }

  /** Has one sent again; false when it waits already. */
  boolean retry(Tx tx, UUID endpoint, UUID id, Instant now) {
    return tx.query(RETRY, Tuple.of(endpoint, id, now.atOffset(ZoneOffset.UTC))).rowCount() == 1;
  }

  /** Has what waits for an endpoint tried at once. */
  void hurry(Tx tx, UUID endpoint, Instant now) {
    tx.send(HURRY, Tuple.of(endpoint, now.atOffset(ZoneOffset.UTC)));
  }

  Optional<WebhookDelivery> find(Tx tx, UUID endpoint, UUID id) {
    return Rows.first(tx.query(FIND, Tuple.of(endpoint, id)), WebhookDeliveryStore::delivery);
  }

  /** The latest first; what is not asked for stands in no condition. */
  ListDeliveries.Reply.Found list(ListDeliveries request) {
    var values = Tuple.of(request.limit(), request.endpointId());
    var state = request.state();
    var conditions =
        and("state = $%d::text", state == null ? null : EnumText.of(state), values)
            + and("id < $%d::uuid", request.before(), values);
    var page =
        database.read(
            "select %s from webhook_delivery where endpoint = $2::uuid%s order by id desc limit $1::int + 1"
                .formatted(DELIVERY, conditions),
            values);
    return new ListDeliveries.Reply.Found(
        page.stream().limit(request.limit()).map(WebhookDeliveryStore::delivery).toList(),
        page.size() > request.limit());
  }

  /** Deletes some of what is older, and of what is left of endpoints that were removed. */
  void forget(Instant before) {
    database.execute(FORGET, Tuple.of(firstIdOf(before)));
    database.execute(FORGET_ENDPOINTS, Tuple.of(before.atOffset(ZoneOffset.UTC)));
  }

  /** UUIDv7 (RFC 9562, 5.7). */
  private static UUID firstIdOf(Instant time) {
    return new UUID(time.toEpochMilli() << 16, 0);
  }

  WebhookBacklog backlog(Instant now) {
    var row = database.read(BACKLOG, Tuple.of(now.atOffset(ZoneOffset.UTC))).iterator().next();
    return new WebhookBacklog(row.getLong(0), row.getDouble(1));
  }

  private static DueWebhook due(Row row) {
    var secrets =
        Stream.of("secret", "former_secret")
            .map(row::getBuffer)
            .filter(Objects::nonNull)
            .map(Buffer::getBytes)
            .toList();
    return new DueWebhook(
        row.getUUID("endpoint"),
        row.getUUID("id"),
        row.getString("type"),
        row.getUUID("subject"),
        row.getString("body"),
        row.getString("trace"),
        row.getInteger("attempts"),
        row.getString("url"),
        secrets);
  }

  private static WebhookDelivery delivery(Row row) {
    return new WebhookDelivery(
        row.getUUID("id"),
        row.getString("type"),
        row.getUUID("subject"),
        EnumText.parse(DeliveryState.class, row.getString("state")),
        row.getInteger("attempts"),
        row.getInteger("status"),
        row.getString("reason"),
        row.getString("body"),
        row.getOffsetDateTime("wanted_at").toInstant(),
        Rows.instant(row.getOffsetDateTime("last_at")),
        Rows.instant(row.getOffsetDateTime("next_at")),
        Rows.instant(row.getOffsetDateTime("ended_at")));
  }
}
