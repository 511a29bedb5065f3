package mercat.inventory;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.Shortage;
import mercat.inventory.domain.Reservation;
import mercat.inventory.domain.ReservationState;
import mercat.platform.EnumText;
import mercat.platform.bus.Json;
import mercat.platform.database.Columns;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** The reservations: one row per order. Always locked ascending by order, before the stock. */
final class ReservationStore {
  private static final String COLUMNS = "order_id, state, skus, quantities, shortages::text";

  private static final String CLAIM =
      """
      insert into reservation (order_id, state, skus, quantities)
      select order_id, 'held', skus::text[], quantities::bigint[]
        from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality
               as asked(order_id, skus, quantities, place)
       order by order_id, place
      on conflict do nothing
      returning order_id\
      """;

  private static final String REFUSE =
      """
      update reservation set state = 'refused', shortages = refused.shortages::json
        from unnest($1::uuid[], $2::text[]) as refused(order_id, shortages)
       where reservation.order_id = refused.order_id\
      """;

  private static final String INSERT_TOMBSTONES =
      """
      insert into reservation (order_id, state, skus, quantities)
      select order_id, 'released', '{}', '{}' from unnest($1::uuid[]) as ended(order_id)
       order by order_id
      on conflict do nothing\
      """;

  private static final String FIND =
      "select " + COLUMNS + " from reservation where order_id = any($1::uuid[])";

  private static final String LOCK = FIND + " order by order_id for no key update";

  private static final String COMMIT_HELD =
      """
      update reservation set state = 'committed'
       where order_id = any($1::uuid[]) and state = 'held'
      returning
      """
          + COLUMNS;

  private static final String MOVE =
      """
      update reservation set state = moved.state
        from unnest($1::uuid[], $2::text[]) as moved(order_id, state)
       where reservation.order_id = moved.order_id\
      """;

  /**
   * Claims a reservation for each order, held until somebody says otherwise; the orders whose claim
   * is new. Of one order the first in the list is stored, for that is the one decided. Does not
   * wait.
   */
  Future<Set<UUID>> claim(Tx tx, List<ReserveStock> requests) {
    var claims =
        Columns.of(requests)
            .uuid(request -> request.orderId().value())
            .text(request -> array(request.lines(), line -> line.sku().value()))
            .text(request -> array(request.lines(), line -> String.valueOf(line.quantity())))
            .tuple();
    return tx.start(CLAIM, claims).map(Rows::ids);
  }

  void refuse(Tx tx, SortedMap<UUID, List<Shortage>> refused) {
    var rows =
        Columns.of(refused.entrySet())
            .uuid(Map.Entry::getKey)
            .text(entry -> Json.write(entry.getValue()))
            .tuple();
    tx.send(REFUSE, rows);
  }

  /** The reservations of these orders, as stored by whoever was first. */
  Map<UUID, Reservation> find(Tx tx, Collection<UUID> ids) {
    return reservations(tx.query(FIND, Columns.uuids(ids)));
  }

  /** Leaves a tombstone for every order that has no reservation: a late reserve finds it. */
  void insertTombstones(Tx tx, Collection<UUID> ids) {
    tx.send(INSERT_TOMBSTONES, Columns.uuids(ids));
  }

  Map<UUID, Reservation> lock(Tx tx, Collection<UUID> ids) {
    return reservations(tx.query(LOCK, Columns.uuids(ids)));
  }

  /** Commits those of the reservations that are held; these, as they are then. */
  Collection<Reservation> commitHeld(Tx tx, Collection<UUID> ids) {
    return reservations(tx.query(COMMIT_HELD, Columns.uuids(ids))).values();
  }

  void move(Tx tx, SortedMap<UUID, ReservationState> states) {
    var rows =
        Columns.of(states.entrySet())
            .uuid(Map.Entry::getKey)
            .text(entry -> EnumText.of(entry.getValue()))
            .tuple();
    tx.send(MOVE, rows);
  }

  private static Map<UUID, Reservation> reservations(RowSet<Row> rows) {
    return Rows.byKey(rows, ReservationStore::reservation, each -> each.orderId().value());
  }

  private static Reservation reservation(Row row) {
    var shortages = row.getString(4);
    return new Reservation(
        new OrderId(row.getUUID(0)),
        EnumText.parse(ReservationState.class, row.getString(1)),
        lines(row.getArrayOfStrings(2), row.getArrayOfLongs(3)),
        shortages == null ? List.of() : List.of(Json.read(shortages, Shortage[].class)));
  }

  private static List<Line> lines(String[] skus, Long[] quantities) {
    var lines = new ArrayList<Line>(skus.length);
    for (int i = 0; i < skus.length; i++) {
      lines.add(new Line(new Sku(skus[i]), quantities[i]));
    }
    return lines;
  }

  /** An array within an array, as PostgreSQL reads it: no element holds a quote or a backslash. */
  private static String array(List<Line> lines, Function<Line, String> element) {
    return lines.stream().map(element).collect(Collectors.joining("\",\"", "{\"", "\"}"));
  }
}
