package mercat.audit;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import mercat.audit.domain.CheckpointStatement;
import mercat.contracts.audit.Checkpoint;
import mercat.contracts.audit.ListCheckpoints;
import mercat.platform.Call;
import mercat.platform.bus.Json;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** The table of checkpoints, to which rows are only ever added. */
record CheckpointStore(Database database) {
  private static final String LAST =
      "select statement from checkpoint order by number desc limit 1";

  private static final String ADD =
      """
      insert into checkpoint (number, at, statement, signature, key)
      values ($1::bigint, $2::timestamptz, $3::text, $4::bytea, $5::bytea)
      on conflict (number) do nothing\
      """;

  private static final String LIST =
      """
      select number, at, statement, signature, key
        from checkpoint
       where number > $1::bigint
       order by number
       limit $2::int\
      """;

  /** The last statement as it was signed; nothing before the first. */
  Optional<String> last(Tx tx) {
    return Rows.first(tx.query(LAST, Tuple.tuple()), row -> row.getString(0));
  }

  /** Adds one, unless another process has added the same number. */
  void add(Tx tx, CheckpointStatement statement, CheckpointKey key) {
    var text = Json.write(statement);
    tx.send(
        ADD,
        Tuple.of(
            statement.number(),
            statement.at().atOffset(ZoneOffset.UTC),
            text,
            Buffer.buffer(key.sign(text)),
            Buffer.buffer(key.publicKey())));
  }

  /** Checkpoints, to be kept elsewhere. */
  ListCheckpoints.Listed list(ListCheckpoints request, Call call) {
    call.actor().requireScope("audit:read");
    var base64 = Base64.getEncoder();
    var found =
        database.read(LIST, Tuple.of(request.after(), request.limit() + 1)).stream()
            .map(row ->
                new Checkpoint(
                    row.getLong(0),
                    row.getOffsetDateTime(1).toInstant(),
                    row.getString(2),
                    base64.encodeToString(row.getBuffer(3).getBytes()),
                    base64.encodeToString(row.getBuffer(4).getBytes())))
            .toList();
    boolean hasMore = found.size() > request.limit();
    return new ListCheckpoints.Listed(hasMore ? found.subList(0, request.limit()) : found, hasMore);
  }
}
