package mercat.inventory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.ReceiveStock.Reply;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockReceived;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/** Adds deliveries to the stock, each key once. For staff of the catalog. */
record ReceiveStockHandler(StockStore stock) implements BatchHandler<ReceiveStock, Reply> {
  @Override
  public List<Reply> handle(Tx tx, List<Asked<ReceiveStock>> batch) {
    batch.forEach(asked -> asked.call().actor().requireScope("stock:write"));
    var requests = Asked.requests(batch);
    var claimed = stock.claimReceipts(tx, requests);
    var received = new TreeMap<Sku, Long>();
    var deliveries = new ArrayList<Asked<ReceiveStock>>();
    var repeated = new ArrayList<Boolean>(batch.size());
    for (var asked : batch) {
      var request = asked.request();
      boolean isNew = claimed.remove(request);
      repeated.add(!isNew);
      if (isNew) {
        received.merge(request.sku(), request.quantity(), Math::addExact);
        var event = new StockReceived(request.sku(), request.quantity());
        tx.append(asked.call(), request.sku().key(), event);
        deliveries.add(asked);
      }
    }
    if (!received.isEmpty()) {
      stock.receive(tx, received);
    }
    var levels = levels(tx, requests);
    note(tx, deliveries, received, levels);
    return replies(tx, requests, repeated, levels);
  }

  /** Each delivery, with what was on hand before and after it. */
  private static void note(
      Tx tx,
      List<Asked<ReceiveStock>> deliveries,
      Map<Sku, Long> received,
      Map<Sku, StockLevel> levels) {
    var onHand = new HashMap<Sku, Long>();
    received.forEach(
        (sku, quantity) -> onHand.put(sku, requireNonNull(levels.get(sku)).onHand() - quantity));
    for (var delivery : deliveries) {
      var sku = delivery.request().sku();
      long before = requireNonNull(onHand.get(sku));
      long after = before + delivery.request().quantity();
      onHand.put(sku, after);
      StaffActions.note(
          tx,
          delivery.call(),
          sku.key(),
          "receiveStock",
          "product:" + sku,
          Map.of("onHand", String.valueOf(before)),
          Map.of("onHand", String.valueOf(after)));
    }
  }

  private Map<Sku, StockLevel> levels(Tx tx, List<ReceiveStock> requests) {
    var skus = requests.stream().map(ReceiveStock::sku).collect(Collectors.toSet());
    return stock.levels(tx, skus).stream()
        .collect(Collectors.toMap(StockLevel::sku, Function.identity()));
  }

  private List<Reply> replies(
      Tx tx, List<ReceiveStock> requests, List<Boolean> repeated, Map<Sku, StockLevel> levels) {
    var receipts = stock.receipts(tx, requests);
    var replies = new ArrayList<Reply>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      var request = requests.get(i);
      var level = levels.getOrDefault(request.sku(), new StockLevel(request.sku(), 0, 0));
      boolean isSame = receipts.contains(request);
      replies.add(isSame ? new Reply.Received(level, repeated.get(i)) : new Reply.KeyReused());
    }
    return replies;
  }
}
