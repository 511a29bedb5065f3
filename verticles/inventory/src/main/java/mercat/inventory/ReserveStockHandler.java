package mercat.inventory;

import static mercat.platform.Await.await;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import mercat.contracts.Line;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.ReserveStock.Reply;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.inventory.StockDepleted;
import mercat.contracts.inventory.StockReserved;
import mercat.inventory.domain.AvailableStock;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/** Holds stock for orders. */
record ReserveStockHandler(ReservationStore reservations, StockStore stock)
    implements BatchHandler<ReserveStock, Reply> {
  @Override
  public List<Reply> handle(Tx tx, List<Asked<ReserveStock>> batch) {
    var requests = Asked.requests(batch);
    var claiming = reservations.claim(tx, requests);
    var available = new AvailableStock(stock.lock(tx, skusOf(requests)));
    var claimed = await(claiming);

    var replies = new ArrayList<Reply>(batch.size());
    var refused = new TreeMap<UUID, List<Shortage>>();
    var repeats = new TreeMap<Integer, ReserveStock>();
    for (var asked : batch) {
      var id = asked.request().orderId();
      if (!claimed.remove(id.value())) {
        repeats.put(replies.size(), asked.request());
        replies.add(new Reply.AlreadySettled());
        continue;
      }
      var shortages = available.take(asked.request().lines());
      if (shortages.isEmpty()) {
        tx.append(asked.call(), id.value(), new StockReserved(id));
        replies.add(new Reply.Reserved(id));
      } else {
        refused.put(id.value(), shortages);
        replies.add(new Reply.OutOfStock(shortages));
      }
    }

    if (!available.taken().isEmpty()) {
      stock.reserve(tx, available.taken());
    }
    if (!refused.isEmpty()) {
      reservations.refuse(tx, refused);
    }
    if (!repeats.isEmpty()) {
      answerRepeats(tx, repeats, replies);
    }
    var last = batch.getLast().call();
    available.depleted().forEach(sku -> tx.append(last, sku.key(), new StockDepleted(sku)));
    return replies;
  }

  /** Answers from the stored rows, in a statement after those that decided the batch. */
  private void answerRepeats(Tx tx, SortedMap<Integer, ReserveStock> repeats, List<Reply> replies) {
    var ids = repeats.values().stream().map(repeat -> repeat.orderId().value()).toList();
    var stored = reservations.find(tx, ids);
    repeats.forEach((place, repeat) -> {
      var reservation = stored.get(repeat.orderId().value());
      if (reservation != null) {
        replies.set(place, reservation.replyTo(repeat));
      }
    });
  }

  private static SortedSet<Sku> skusOf(List<ReserveStock> requests) {
    var skus = new TreeSet<Sku>();
    requests.forEach(request -> request.lines().stream().map(Line::sku).forEach(skus::add));
    return skus;
  }
}
