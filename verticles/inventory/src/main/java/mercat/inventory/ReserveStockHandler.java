package mercat.inventory;

import static mercat.platform.Await.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.ReserveStock.Reply;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.inventory.StockDepleted;
import mercat.contracts.inventory.StockReserved;
import mercat.inventory.domain.Shelf;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/** Holds stock for orders. */
final class ReserveStockHandler implements BatchHandler<ReserveStock, Reply> {
  private final StockStore store;

  ReserveStockHandler(StockStore store) {
    this.store = store;
  }

  @Override
  public List<Reply> handle(Tx tx, List<Asked<ReserveStock>> batch) {
    var requests = Asked.requests(batch);
    var claiming = store.claim(tx, requests);
    var shelf = new Shelf(store.lock(tx, skusOf(requests)));
    var claimed = await(claiming);

    var replies = new ArrayList<Reply>(batch.size());
    var repeats = new TreeMap<Integer, ReserveStock>();
    var refused = new TreeMap<UUID, List<Shortage>>();
    for (var asked : batch) {
      if (claimed.remove(asked.request().orderId().value())) {
        replies.add(decide(tx, asked, shelf, refused));
      } else {
        repeats.put(replies.size(), asked.request());
        replies.add(new Reply.AlreadySettled());
      }
    }

    if (!shelf.taken().isEmpty()) {
      store.reserve(tx, shelf.taken());
    }
    if (!refused.isEmpty()) {
      store.refuse(tx, refused);
    }
    if (!repeats.isEmpty()) {
      answerRepeats(tx, repeats, replies);
    }
    var last = batch.getLast().call();
    shelf.depleted().forEach(sku -> tx.append(last, keyOf(sku), new StockDepleted(sku)));
    return replies;
  }

  private static Reply decide(
      Tx tx, Asked<ReserveStock> asked, Shelf shelf, Map<UUID, List<Shortage>> refused) {
    var id = asked.request().orderId();
    var shortages = shelf.take(asked.request().lines());
    if (shortages.isEmpty()) {
      tx.append(asked.call(), id.value(), new StockReserved(id));
      return new Reply.Reserved(id);
    }
    refused.put(id.value(), shortages);
    return new Reply.OutOfStock(shortages);
  }

  /** Answers from the stored rows, in a statement after those that decided the batch. */
  private void answerRepeats(Tx tx, Map<Integer, ReserveStock> repeats, List<Reply> replies) {
    var ids =
        repeats.values().stream().map(request -> request.orderId().value()).toArray(UUID[]::new);
    var stored = store.stored(tx, ids);
    repeats.forEach((place, request) -> {
      var reservation = stored.get(request.orderId().value());
      if (reservation != null && reservation.lines().equals(request.lines())) {
        replies.set(place, answer(request, reservation));
      }
    });
  }

  private static Reply answer(ReserveStock request, StockStore.Reservation stored) {
    return switch (stored.state()) {
      case "held", "committed" -> new Reply.Reserved(request.orderId());
      case "refused" -> new Reply.OutOfStock(stored.shortages());
      default -> new Reply.AlreadySettled();
    };
  }

  private static Set<String> skusOf(List<ReserveStock> batch) {
    var skus = new TreeSet<String>();
    for (var request : batch) {
      request.lines().forEach(line -> skus.add(line.sku().value()));
    }
    return skus;
  }

  /** Events of a SKU are kept in order under a name-based key. */
  static UUID keyOf(Sku sku) {
    return UUID.nameUUIDFromBytes(sku.value().getBytes(StandardCharsets.UTF_8));
  }
}
