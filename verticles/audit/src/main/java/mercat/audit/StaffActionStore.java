package mercat.audit;

import static mercat.platform.database.Conditions.and;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mercat.contracts.audit.ListStaffActions;
import mercat.contracts.audit.StaffAction;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.StaffActed;
import mercat.platform.Call;
import mercat.platform.bus.Json;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;
import mercat.platform.telemetry.Trace;

/** The table of staff actions, to which rows are only ever added. */
record StaffActionStore(Database database) {
  /** What is there stays: a follower that was reset comes by again. */
  private static final String ADD =
      """
      insert into staff_action (context, position, at, trace, actor, operation, entity, before, after)
      select $9::text, position, at::timestamptz, trace, actor, operation, entity, before::json,
             after::json
        from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                    $7::text[], $8::text[])
               as acted(position, at, trace, actor, operation, entity, before, after)
       order by position
      on conflict (context, position) do nothing\
      """;

  /** Behind it stands a condition for each thing that is asked for, and none for what is not. */
  private static final String LIST =
      """
      select number, context, position, at, trace, actor, operation, entity, before::text, after::text
        from staff_action
       where true\
      """;

  private static final String NEWEST_FIRST = " order by at desc, number desc limit $1::int";

  void add(Tx tx, String context, List<LogEntry> entries) {
    var rows =
        Columns.of(entries)
            .bigint(LogEntry::position)
            .text(entry -> entry.at().toString())
            .text(entry -> Trace.id(entry.trace()))
            .text(entry -> acted(entry).actor())
            .text(entry -> acted(entry).operation())
            .text(entry -> acted(entry).entity())
            .text(entry -> Json.write(acted(entry).before()))
            .text(entry -> Json.write(acted(entry).after()));
    tx.send(ADD, rows.tuple().addString(context));
  }

  private static StaffActed acted(LogEntry entry) {
    return (StaffActed) entry.event();
  }

  /** What the staff did; of an order, for whoever may read orders too. */
  ListStaffActions.Listed list(ListStaffActions request, Call call) {
    var entity = request.entity();
    boolean isOfAnOrder = entity != null && entity.startsWith("order:");
    if (!isOfAnOrder || !call.actor().hasScope("orders:read")) {
      call.actor().requireScope("audit:read");
    }
    var from = request.from();
    var before = request.before();
    var parameters = Tuple.of(request.limit() + 1);
    var conditions =
        and("entity = $%d::text", entity, parameters)
            + and("actor = $%d::text", request.actor(), parameters)
            + and(
                "at >= $%d::timestamptz",
                from == null ? null : from.atOffset(ZoneOffset.UTC), parameters);
    if (before != null) {
      int at = parameters.size() + 1;
      parameters.addOffsetDateTime(before.at().atOffset(ZoneOffset.UTC)).addLong(before.number());
      conditions += " and (at, number) < ($%d::timestamptz, $%d::bigint)".formatted(at, at + 1);
    }
    var found =
        database.read(LIST + conditions + NEWEST_FIRST, parameters).stream()
            .map(StaffActionStore::action)
            .toList();
    boolean hasMore = found.size() > request.limit();
    return new ListStaffActions.Listed(
        hasMore ? found.subList(0, request.limit()) : found, hasMore);
  }

  private static StaffAction action(Row row) {
    return new StaffAction(
        row.getLong(0),
        row.getString(1),
        row.getLong(2),
        row.getOffsetDateTime(3).toInstant(),
        row.getString(4),
        new StaffActed(
            row.getString(5),
            row.getString(6),
            row.getString(7),
            fields(row.getString(8)),
            fields(row.getString(9))));
  }

  private static Map<String, String> fields(String json) {
    var fields = new TreeMap<String, String>();
    Json.read(json, JsonNode.class)
        .properties()
        .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
    return fields;
  }
}
