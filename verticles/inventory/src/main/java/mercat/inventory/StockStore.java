package mercat.inventory;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.StockLevel;
import mercat.inventory.domain.Transition.StockChange;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;

/** The stock and its deliveries. Locked receipts first, by SKU and key, then stock by SKU. */
record StockStore(Database database) {
  private static final String LEVELS =
      "select sku, on_hand, reserved from stock where sku = any($1::text[]) order by sku";

  private static final String LOCK = LEVELS + " for no key update";

  private static final String RESERVE =
      """
      update stock set reserved = stock.reserved + taken.quantity
        from unnest($1::text[], $2::bigint[]) as taken(sku, quantity)
       where stock.sku = taken.sku\
      """;

  private static final String CHANGE =
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
      returning sku, key, quantity, reason\
      """;

  private static final String RECEIPTS =
      """
      select sku, key, receipt.quantity, receipt.reason
        from unnest($1::text[], $2::text[]) as asked(sku, key)
        join receipt using (sku, key)\
      """;

  private static final String RECEIVE =
      """
      insert into stock (sku, on_hand)
      select sku, quantity from unnest($1::text[], $2::bigint[]) as received(sku, quantity)
       order by sku
      on conflict (sku) do update set on_hand = stock.on_hand + excluded.on_hand\
      """;

  /** Locks and reads the stock of these SKUs, ascending, so that two batches queue. */
  List<StockLevel> lock(Tx tx, Collection<Sku> skus) {
    return levels(tx.query(LOCK, Columns.of(skus).text(Sku::value).tuple()));
  }

  void reserve(Tx tx, SortedMap<Sku, Long> taken) {
    tx.send(RESERVE, quantities(taken));
  }

  void change(Tx tx, SortedMap<Sku, StockChange> changes) {
    var rows =
        Columns.of(changes.entrySet())
            .text(entry -> entry.getKey().value())
            .bigint(entry -> entry.getValue().onHand())
            .bigint(entry -> entry.getValue().reserved())
            .tuple();
    tx.send(CHANGE, rows);
  }

  /** Claims deliveries, of one SKU and key the first in the list; those that are new. */
  Set<ReceiveStock> claimReceipts(Tx tx, List<ReceiveStock> requests) {
    var claims =
        receipts(requests).bigint(ReceiveStock::quantity).text(ReceiveStock::reason).tuple();
    return receipts(tx.query(CLAIM_RECEIPTS, claims));
  }

  /** What the keys of these deliveries name. */
  Set<ReceiveStock> receipts(Tx tx, List<ReceiveStock> requests) {
    return receipts(tx.query(RECEIPTS, receipts(requests).tuple()));
  }

  void receive(Tx tx, SortedMap<Sku, Long> received) {
    tx.send(RECEIVE, quantities(received));
  }

  List<StockLevel> levels(Tx tx, Collection<Sku> skus) {
    return levels(tx.query(LEVELS, Columns.of(skus).text(Sku::value).tuple()));
  }

  List<StockLevel> levels(Collection<Sku> skus) {
    return levels(database.read(LEVELS, Columns.of(skus).text(Sku::value).tuple()));
  }

  private static Tuple quantities(SortedMap<Sku, Long> quantities) {
    return Columns.of(quantities.entrySet())
        .text(entry -> entry.getKey().value())
        .bigint(Map.Entry::getValue)
        .tuple();
  }

  private static Columns<ReceiveStock> receipts(List<ReceiveStock> requests) {
    return Columns.of(requests).text(request -> request.sku().value()).text(ReceiveStock::key);
  }

  private static Set<ReceiveStock> receipts(RowSet<Row> rows) {
    var receipts = HashSet.<ReceiveStock>newHashSet(rows.size());
    for (var row : rows) {
      var sku = new Sku(row.getString(0));
      receipts.add(new ReceiveStock(sku, row.getString(1), row.getLong(2), row.getString(3)));
    }
    return receipts;
  }

  private static List<StockLevel> levels(RowSet<Row> rows) {
    return rows.stream()
        .map(row -> new StockLevel(new Sku(row.getString(0)), row.getLong(1), row.getLong(2)))
        .toList();
  }
}
