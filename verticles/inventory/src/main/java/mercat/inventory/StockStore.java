package mercat.inventory;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import mercat.contracts.Line;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.inventory.StockLevel;
import mercat.inventory.domain.Transition;
import mercat.platform.bus.Json;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;

/**
 * The tables of inventory. Lock order: receipts by key, reservations by order, stock by SKU; the
 * log last.
 */
final class StockStore {
  private static final String CLAIM_RESERVATIONS =
      """
      insert into reservation (order_id, state, skus, quantities)
      select order_id, 'held', skus::text[], quantities::bigint[]
        from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality
               as asked(order_id, skus, quantities, place)
       order by order_id, place
      on conflict do nothing
      returning order_id\
      """;

  private static final String LOCK_STOCK =
      "select sku, on_hand, reserved from stock where sku = any($1::text[]) order by sku for no key"
          + " update";

  private static final String RESERVE =
      """
      update stock set reserved = stock.reserved + taken.quantity
        from unnest($1::text[], $2::bigint[]) as taken(sku, quantity)
       where stock.sku = taken.sku\
      """;

  private static final String REFUSE =
      """
      update reservation set state = 'refused', shortages = refused.shortages::json
        from unnest($1::uuid[], $2::text[]) as refused(order_id, shortages)
       where reservation.order_id = refused.order_id\
      """;

  private static final String STORED =
      """
      select order_id, state, skus, quantities, shortages::text
        from reservation where order_id = any($1::uuid[])\
      """;

  private static final String ENTOMB =
      """
      insert into reservation (order_id, state, skus, quantities)
      select order_id, 'released', '{}', '{}' from unnest($1::uuid[]) as ended(order_id)
       order by order_id
      on conflict do nothing\
      """;

  private static final String LOCK_RESERVATIONS = STORED + " order by order_id for no key update";

  private static final String SELL =
      """
      update reservation set state = 'committed'
       where order_id = any($1::uuid[]) and state = 'held'
      returning order_id, state, skus, quantities, null::text\
      """;

  private static final String MOVE_RESERVATIONS =
      """
      update reservation set state = moved.state
        from unnest($1::uuid[], $2::text[]) as moved(order_id, state)
       where reservation.order_id = moved.order_id\
      """;

  private static final String CHANGE_STOCK =
      """
      update stock set on_hand = stock.on_hand + change.on_hand, reserved = stock.reserved + change.reserved
        from unnest($1::text[], $2::bigint[], $3::bigint[]) as change(sku, on_hand, reserved)
       where stock.sku = change.sku\
      """;

  private static final String CLAIM_RECEIPTS =
      """
      insert into receipt (sku, key, quantity, reason)
      select sku, key, quantity, reason
        from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) with ordinality
               as asked(sku, key, quantity, reason, place)
       order by sku, key, place
      on conflict do nothing
      returning sku, key\
      """;

  private static final String RECEIPTS =
      """
      select asked.place, receipt.quantity
        from unnest($1::text[], $2::text[]) with ordinality as asked(sku, key, place)
        join receipt using (sku, key)\
      """;

  private static final String RECEIVE =
      """
      insert into stock (sku, on_hand)
      select sku, quantity from unnest($1::text[], $2::bigint[]) as received(sku, quantity)
       order by sku
      on conflict (sku) do update set on_hand = stock.on_hand + excluded.on_hand\
      """;

  private static final String LEVELS =
      "select sku, on_hand, reserved from stock where sku = any($1::text[]) order by sku";

  private final Database database;

  StockStore(Database database) {
    this.database = database;
  }

  /** A reservation as it is stored. */
  record Reservation(UUID orderId, String state, List<Line> lines, List<Shortage> shortages) {}

  /**
   * Claims the header of each order; the ids that were new. Of one id the first in the list is
   * stored, for that is the one decided. Does not wait.
   */
  Future<Set<UUID>> claim(Tx tx, List<ReserveStock> requests) {
    return tx.start(CLAIM_RESERVATIONS, claims(requests)).map(StockStore::ids);
  }

  private static Tuple claims(List<ReserveStock> requests) {
    int n = requests.size();
    var ids = new UUID[n];
    var skus = new String[n];
    var quantities = new String[n];
    for (int i = 0; i < n; i++) {
      var lines = requests.get(i).lines();
      ids[i] = requests.get(i).orderId().value();
      skus[i] = skuArray(lines);
      quantities[i] = quantityArray(lines);
    }
    return Tuple.tuple().addArrayOfUUID(ids).addArrayOfString(skus).addArrayOfString(quantities);
  }

  /** Locks and reads the stock of these SKUs, ascending, so that two batches queue. */
  List<StockLevel> lock(Tx tx, Set<String> skus) {
    return levels(
        tx.query(LOCK_STOCK, Tuple.tuple().addArrayOfString(skus.toArray(String[]::new))));
  }

  /** Promises what was taken. */
  void reserve(Tx tx, SortedMap<Sku, Long> taken) {
    tx.send(RESERVE, quantities(taken));
  }

  private static Tuple quantities(SortedMap<Sku, Long> taken) {
    return Tuple.tuple()
        .addArrayOfString(taken.keySet().stream().map(Sku::value).toArray(String[]::new))
        .addArrayOfLong(taken.values().toArray(Long[]::new));
  }

  /** Notes which of the claimed orders were refused, and why. */
  void refuse(Tx tx, SortedMap<UUID, List<Shortage>> refused) {
    tx.send(
        REFUSE,
        Tuple.tuple()
            .addArrayOfUUID(refused.keySet().toArray(UUID[]::new))
            .addArrayOfString(refused.values().stream().map(Json::write).toArray(String[]::new)));
  }

  /** The reservations of these orders, as stored by whoever was first. */
  Map<UUID, Reservation> stored(Tx tx, UUID[] ids) {
    return reservations(tx.query(STORED, Tuple.tuple().addArrayOfUUID(ids)));
  }

  /** Leaves a tombstone for every order that has no reservation: a late reserve finds it. */
  void entomb(Tx tx, UUID[] ids) {
    tx.send(ENTOMB, Tuple.tuple().addArrayOfUUID(ids));
  }

  /** Locks and reads reservations, ascending by order. */
  Map<UUID, Reservation> lockReservations(Tx tx, UUID[] ids) {
    return reservations(tx.query(LOCK_RESERVATIONS, Tuple.tuple().addArrayOfUUID(ids)));
  }

  /** Commits those of the reservations that are held, ascending; what was in them. */
  Collection<Reservation> sell(Tx tx, Set<UUID> ids) {
    return reservations(tx.query(SELL, Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new))))
        .values();
  }

  /** Moves reservations to new states. */
  void move(Tx tx, SortedMap<UUID, String> states) {
    tx.send(
        MOVE_RESERVATIONS,
        Tuple.tuple()
            .addArrayOfUUID(states.keySet().toArray(UUID[]::new))
            .addArrayOfString(states.values().toArray(String[]::new)));
  }

  /** Changes levels, ascending by SKU. */
  void change(Tx tx, SortedMap<String, Transition.Change> changes) {
    var skus = changes.keySet().toArray(String[]::new);
    tx.send(
        CHANGE_STOCK,
        Tuple.tuple()
            .addArrayOfString(skus)
            .addArrayOfLong(
                changes.values().stream().map(Transition.Change::onHand).toArray(Long[]::new))
            .addArrayOfLong(
                changes.values().stream().map(Transition.Change::reserved).toArray(Long[]::new)));
  }

  /** Claims deliveries, of one SKU and key the first; by SKU and key, those that were new. */
  Set<String> claimReceipts(Tx tx, List<ReceiveStock> requests) {
    var claimed = new HashSet<String>();
    var parameters =
        receipts(requests)
            .addArrayOfLong(requests.stream().map(ReceiveStock::quantity).toArray(Long[]::new))
            .addArrayOfString(requests.stream().map(ReceiveStock::reason).toArray(String[]::new));
    for (var row : tx.query(CLAIM_RECEIPTS, parameters)) {
      claimed.add(receiptName(row.getString(0), row.getString(1)));
    }
    return claimed;
  }

  /** The quantities of deliveries as stored, by place in the list. */
  Map<Integer, Long> receiptQuantities(Tx tx, List<ReceiveStock> requests) {
    var quantities = new HashMap<Integer, Long>();
    for (var row : tx.query(RECEIPTS, receipts(requests))) {
      quantities.put(row.getLong(0).intValue() - 1, row.getLong(1));
    }
    return quantities;
  }

  /** Puts deliveries on the shelf. */
  void receive(Tx tx, SortedMap<String, Long> received) {
    tx.send(
        RECEIVE,
        Tuple.tuple()
            .addArrayOfString(received.keySet().toArray(String[]::new))
            .addArrayOfLong(received.values().toArray(Long[]::new)));
  }

  /** The levels within a transaction. */
  List<StockLevel> levels(Tx tx, Set<String> skus) {
    return levels(tx.query(LEVELS, Tuple.tuple().addArrayOfString(skus.toArray(String[]::new))));
  }

  /** The levels as committed. */
  List<StockLevel> levels(List<Sku> skus) {
    return levels(
        database.read(
            LEVELS,
            Tuple.tuple().addArrayOfString(skus.stream().map(Sku::value).toArray(String[]::new))));
  }

  /** How a delivery is named in a set. */
  static String receiptName(String sku, String key) {
    return sku + "\n" + key;
  }

  private static Tuple receipts(List<ReceiveStock> requests) {
    return Tuple.tuple()
        .addArrayOfString(
            requests.stream().map(request -> request.sku().value()).toArray(String[]::new))
        .addArrayOfString(requests.stream().map(ReceiveStock::key).toArray(String[]::new));
  }

  private static List<StockLevel> levels(RowSet<Row> rows) {
    var levels = new ArrayList<StockLevel>(rows.size());
    for (var row : rows) {
      levels.add(new StockLevel(new Sku(row.getString(0)), row.getLong(1), row.getLong(2)));
    }
    return levels;
  }

  private static Map<UUID, Reservation> reservations(RowSet<Row> rows) {
    var reservations = new HashMap<UUID, Reservation>();
    for (var row : rows) {
      var shortages = row.getString(4);
      reservations.put(
          row.getUUID(0),
          new Reservation(
              row.getUUID(0),
              row.getString(1),
              lines(row.getArrayOfStrings(2), row.getArrayOfLongs(3)),
              shortages == null ? List.of() : List.of(Json.read(shortages, Shortage[].class))));
    }
    return reservations;
  }

  private static List<Line> lines(String[] skus, Long[] quantities) {
    var lines = new ArrayList<Line>(skus.length);
    for (int i = 0; i < skus.length; i++) {
      lines.add(new Line(new Sku(skus[i]), quantities[i]));
    }
    return lines;
  }

  private static Set<UUID> ids(RowSet<Row> rows) {
    var ids = HashSet.<UUID>newHashSet(rows.size());
    rows.forEach(row -> ids.add(row.getUUID(0)));
    return ids;
  }

  /** An array of SKUs as PostgreSQL reads it: a SKU holds neither quotes nor backslashes. */
  private static String skuArray(List<Line> lines) {
    var out = new StringBuilder(lines.size() * 12 + 2).append('{');
    for (var line : lines) {
      out.append(out.length() > 1 ? ",\"" : "\"").append(line.sku().value()).append('"');
    }
    return out.append('}').toString();
  }

  private static String quantityArray(List<Line> lines) {
    var out = new StringBuilder(lines.size() * 4 + 2).append('{');
    for (var line : lines) {
      if (out.length() > 1) {
        out.append(',');
      }
      out.append(line.quantity());
    }
    return out.append('}').toString();
  }
}
