package mercat.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.ReceiveStock.Reply;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockReceived;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/** Puts deliveries on the shelf, each key once. */
final class ReceiveStockHandler implements BatchHandler<ReceiveStock, Reply> {
  private final StockStore store;

  ReceiveStockHandler(StockStore store) {
    this.store = store;
  }

  @Override
  public List<Reply> handle(Tx tx, List<Asked<ReceiveStock>> batch) {
    var requests = Asked.requests(batch);
    var claimed = store.claimReceipts(tx, requests);
    var received = new TreeMap<String, Long>();
    var fresh = new ArrayList<Boolean>(batch.size());
    for (var asked : batch) {
      var request = asked.request();
      var sku = request.sku().value();
      boolean mine = claimed.remove(StockStore.receiptName(sku, request.key()));
      fresh.add(mine);
      if (mine) {
        received.merge(sku, request.quantity(), Math::addExact);
        var event = new StockReceived(request.sku(), request.quantity());
        tx.append(asked.call(), ReserveStockHandler.keyOf(request.sku()), event);
      }
    }
    if (!received.isEmpty()) {
      store.receive(tx, received);
    }
    return replies(tx, requests, fresh);
  }

  private List<Reply> replies(Tx tx, List<ReceiveStock> batch, List<Boolean> fresh) {
    var quantities = store.receiptQuantities(tx, batch);
    var skus = batch.stream().map(request -> request.sku().value()).collect(Collectors.toSet());
    var levels =
        store.levels(tx, skus).stream().collect(Collectors.toMap(StockLevel::sku, level -> level));
    var replies = new ArrayList<Reply>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      var request = batch.get(i);
      var level = levels.getOrDefault(request.sku(), new StockLevel(request.sku(), 0, 0));
      boolean same = quantities.getOrDefault(i, 0L) == request.quantity();
      replies.add(same ? new Reply.Received(level, !fresh.get(i)) : new Reply.KeyReused());
    }
    return replies;
  }
}
