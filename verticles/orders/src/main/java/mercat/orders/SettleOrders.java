package mercat.orders;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import mercat.contracts.OrderId;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.SureHandler;
import org.jspecify.annotations.Nullable;

/** The last step of checkout: pending orders meet their fate, each once, whoever comes first. */
final class SettleOrders implements SureHandler<Settlement, Settlement.Settled> {
  private final OrderStore store;

  SettleOrders(OrderStore store) {
    this.store = store;
  }

  /**
   * Settles inside another transaction of this context.
   *
   * @param causes what each settlement follows from
   */
  void settle(Tx tx, Map<Settlement, ?> causes) {
    var unused =
        settle(
            tx, List.copyOf(causes.keySet()), settlement -> requireNonNull(causes.get(settlement)));
  }

  /** Confirmations by processes that nobody has taken over: what all goes well with. */
  @Override
  public @Nullable Supplier<List<Settlement.Settled>> handleSurely(Tx tx, List<Settlement> batch) {
    if (batch.stream().anyMatch(each -> each.rejection() != null || each.epoch() != 0)) {
      return null;
    }
    var confirming = store.confirmAll(tx, batch, 0);
    batch.forEach(each ->
        tx.append(each, each.orderId().value(), new OrderConfirmed(each.orderId(), each.total())));
    return () -> {
      var confirmed = OrderStore.confirmed(confirming.result());
      return batch.stream()
          .map(each -> confirmed.getOrDefault(each.orderId().value(), Optional.empty()))
          .map(at -> new Settlement.Settled(true, at.orElse(null)))
          .toList();
    };
  }

  @Override
  public List<Settlement.Settled> handle(Tx tx, List<Settlement> batch) {
    return settle(tx, batch, settlement -> settlement);
  }

  private List<Settlement.Settled> settle(
      Tx tx, List<Settlement> batch, Function<Settlement, Object> causeOf) {
    var first = new TreeMap<OrderId, Settlement>();
    batch.forEach(settlement -> first.putIfAbsent(settlement.orderId(), settlement));
    var moved = store.settle(tx, first.values());
    var replies = new ArrayList<Settlement.Settled>(batch.size());
    for (var settlement : batch) {
      var id = settlement.orderId();
      var confirmedAt = moved.remove(id.value());
      if (confirmedAt == null) {
        replies.add(new Settlement.Settled(false, null));
        continue;
      }
      var rejection = settlement.rejection();
      tx.append(
          causeOf.apply(settlement),
          id.value(),
          rejection == null
              ? new OrderConfirmed(id, settlement.total())
              : new OrderRejected(id, rejection.reason(), rejection.asked()));
      replies.add(new Settlement.Settled(true, confirmedAt.orElse(null)));
    }
    return replies;
  }
}
