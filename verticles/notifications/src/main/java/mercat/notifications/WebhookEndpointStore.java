package mercat.notifications;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mercat.contracts.notifications.AddWebhook;
import mercat.contracts.notifications.ChangeWebhook;
import mercat.contracts.notifications.WebhookEndpoint;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;
import org.jspecify.annotations.Nullable;

/** The table of endpoints. A batch is locked ascending by id. */
record WebhookEndpointStore(Database database) {
  private static final String ENDPOINT =
      "id, url, events, description, enabled, off_reason, created_at, failing_since, former_until";

  private static final String LIST =
      "select " + ENDPOINT + " from webhook_endpoint where removed_at is null order by id desc";

  private static final String FIND =
      "select " + ENDPOINT + " from webhook_endpoint where id = $1::uuid and removed_at is null";

  private static final String LOCK = FIND + " for no key update";

  /** Whoever adds one waits for whoever adds another, so that they are counted. */
  private static final String LOCK_ADDING =
      "select 1 from pg_advisory_xact_lock(hashtextextended(current_schema || '.webhook_endpoint',"
          + " 0))";

  private static final String COUNT =
      "select count(*) from webhook_endpoint where removed_at is null";

  private static final String ADD =
      """
      insert into webhook_endpoint (id, url, events, description, secret)
      values ($1::uuid, $2::text, $3::text[], $4::text, $5::bytea)
      on conflict (id) do nothing\
      """;

  private static final String SECRET =
      "select secret, rotation from webhook_endpoint where id = $1::uuid and removed_at is null";

  private static final String CHANGE =
      """
      update webhook_endpoint
         set enabled = coalesce($2::bool, enabled),
             off_reason = case $2::bool when true then '' when false then 'staff' else off_reason end,
             failing_since = case when $2::bool then null else failing_since end,
             events = coalesce($3::text[], events),
             description = coalesce($4::text, description)
       where id = $1::uuid\
      """;

  private static final String REMOVE =
      """
      update webhook_endpoint
         set removed_at = now(), enabled = false, off_reason = 'staff', secret = null,
             former_secret = null, former_until = null
       where id = $1::uuid and removed_at is null\
      """;

  private static final String IS_REMOVED =
      "select from webhook_endpoint where id = $1::uuid and removed_at is not null";

  private static final String ROTATE =
      """
      update webhook_endpoint
         set former_secret = secret, former_until = $3::timestamptz, secret = $2::bytea,
             rotation = $4::uuid
       where id = $1::uuid\
      """;

  /** One that is told of nothing is let alone: what still comes in is of before. */
  private static final String NOTE =
      """
      update webhook_endpoint e
         set failing_since = case when n.failed then coalesce(e.failing_since, $4::timestamptz) end,
             enabled = not (n.gone or n.failed and coalesce(e.failing_since <= $5::timestamptz, false)),
             off_reason = case when n.gone then 'gone'
                               when n.failed and e.failing_since <= $5::timestamptz then 'failing'
                               else '' end
        from unnest($1::uuid[], $2::bool[], $3::bool[]) as n(id, failed, gone)
       where e.id = n.id and e.enabled and (n.failed or n.gone or e.failing_since is not null)
      returning e.id, e.enabled, e.off_reason\
      """;

  /** What the attempts of a batch tell of an endpoint. */
  record Health(UUID endpoint, boolean failed, boolean gone) {}

  /** An endpoint that is told of nothing from now on. */
  record SwitchedOffEndpoint(UUID id, String reason) {}

  /** A secret, sealed, and the rotation that made it. */
  record StoredSecret(Buffer secret, @Nullable UUID rotation) {}

  List<WebhookEndpoint> list() {
    return database.read(LIST, Tuple.tuple()).stream().map(WebhookEndpointStore::endpoint).toList();
  }

  Optional<WebhookEndpoint> read(UUID id) {
    return Rows.first(database.read(FIND, Tuple.of(id)), WebhookEndpointStore::endpoint);
  }

  Optional<WebhookEndpoint> find(Tx tx, UUID id) {
    return first(tx, FIND, id);
  }

  Optional<WebhookEndpoint> lock(Tx tx, UUID id) {
    return first(tx, LOCK, id);
  }

  private static Optional<WebhookEndpoint> first(Tx tx, String sql, UUID id) {
    return Rows.first(tx.query(sql, Tuple.of(id)), WebhookEndpointStore::endpoint);
  }

  /** How many there are, until the transaction ends. */
  long count(Tx tx) {
    var unused = tx.query(LOCK_ADDING, Tuple.tuple());
    return tx.query(COUNT, Tuple.tuple()).iterator().next().getLong(0);
  }

  /** False when the id is taken. */
  boolean add(Tx tx, AddWebhook request, byte[] sealed) {
    var values =
        Tuple.of(
            request.endpointId(),
            request.url(),
            request.events().toArray(String[]::new),
            request.description(),
            Buffer.buffer(sealed));
    return tx.query(ADD, values).rowCount() == 1;
  }

  StoredSecret secret(Tx tx, UUID id) {
    var row = tx.query(SECRET, Tuple.of(id)).iterator().next();
    return new StoredSecret(row.getBuffer(0), row.getUUID(1));
  }

  void change(Tx tx, ChangeWebhook request) {
    var events = request.events();
    tx.send(
        CHANGE,
        Tuple.of(
            request.endpointId(),
            request.enabled(),
            events == null ? null : events.toArray(String[]::new),
            request.description()));
  }

  /** False when it is gone already. */
  boolean remove(Tx tx, UUID id) {
    return tx.query(REMOVE, Tuple.of(id)).rowCount() == 1;
  }

  boolean isRemoved(Tx tx, UUID id) {
    return tx.query(IS_REMOVED, Tuple.of(id)).size() == 1;
  }

  /** Another secret, beside which the one that is there signs for a while. */
  void rotate(Tx tx, UUID id, byte[] sealed, Instant formerUntil, UUID rotation) {
    tx.send(
        ROTATE,
        Tuple.of(id, Buffer.buffer(sealed), formerUntil.atOffset(ZoneOffset.UTC), rotation));
  }

  /**
   * Notes what attempts tell of endpoints.
   *
   * @param patience how long one may fail before it is switched off
   */
  List<SwitchedOffEndpoint> note(Tx tx, List<Health> health, Instant now, Duration patience) {
    var ascending = health.stream().sorted(Comparator.comparing(Health::endpoint)).toList();
    var columns =
        Columns.of(ascending)
            .uuid(Health::endpoint)
            .bool(Health::failed)
            .bool(Health::gone)
            .tuple()
            .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
            .addOffsetDateTime(now.minus(patience).atOffset(ZoneOffset.UTC));
    return tx.query(NOTE, columns).stream()
        .filter(row -> !row.getBoolean(1))
        .map(row -> new SwitchedOffEndpoint(row.getUUID(0), row.getString(2)))
        .toList();
  }

  private static WebhookEndpoint endpoint(Row row) {
    return new WebhookEndpoint(
        row.getUUID("id"),
        row.getString("url"),
        Arrays.asList(row.getArrayOfStrings("events")),
        row.getString("description"),
        row.getBoolean("enabled"),
        row.getString("off_reason"),
        row.getOffsetDateTime("created_at").toInstant(),
        Rows.instant(row.getOffsetDateTime("failing_since")),
        Rows.instant(row.getOffsetDateTime("former_until")));
  }
}
