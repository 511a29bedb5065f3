package mercat.recommendations;

import static mercat.platform.Await.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.log.LogEntry;
import mercat.contracts.orders.Basket;
import mercat.contracts.orders.FindBaskets;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.platform.Call;
import mercat.platform.bus.Bus;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;
import mercat.recommendations.domain.Baskets;

/**
 * Follows orders: what was bought together in each confirmed order, until it is cancelled. The
 * events do not say what was bought, so orders is asked for a page of them at once, before the
 * transaction.
 *
 * @param bought what is known to have been bought, by order
 */
record OrderFollower(Bus bus, BasketStore baskets, Map<OrderId, Basket> bought)
    implements Follower {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  OrderFollower(Bus bus, BasketStore baskets) {
    this(bus, baskets, Map.of());
  }

  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(OrderConfirmed.class, OrderCancelled.class);
  }

  @Override
  public Follower prepared(List<LogEntry> entries) {
    var ids = List.copyOf(fates(entries).confirmed);
    var found = new HashMap<OrderId, Basket>();
    for (int from = 0; from < ids.size(); from += FindBaskets.ORDERS_MAX) {
      int to = Math.min(ids.size(), from + FindBaskets.ORDERS_MAX);
      var question = new FindBaskets(ids.subList(from, to));
      var reply = await(bus.ask(question, Call.bySystem("recommendations", PATIENCE)));
      reply.baskets().forEach(basket -> found.put(basket.orderId(), basket));
    }
    return new OrderFollower(bus, baskets, Map.copyOf(found));
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    var fates = fates(entries);
    var kept =
        fates.confirmed.stream().map(this::basketOf).filter(Baskets::isWorthKeeping).toList();
    if (!kept.isEmpty()) {
      baskets.add(tx, kept);
    }
    if (!fates.cancelled.isEmpty()) {
      baskets.remove(tx, fates.cancelled);
    }
  }

  @Override
  public void forget(Tx tx) {
    baskets.empty(tx);
  }

  /** What became of each order: the last of several fates counts. */
  private record Fates(SortedSet<OrderId> confirmed, SortedSet<OrderId> cancelled) {}

  private static Fates fates(List<LogEntry> entries) {
    var fates = new Fates(new TreeSet<>(), new TreeSet<>());
    for (var entry : entries) {
      switch (entry.event()) {
        case OrderConfirmed event -> fates.confirmed.add(event.orderId());
        case OrderCancelled event -> {
          fates.confirmed.remove(event.orderId());
          fates.cancelled.add(event.orderId());
        }
        default -> throw new IllegalStateException("not followed: " + entry.event());
      }
    }
    return fates;
  }

  private Basket basketOf(OrderId id) {
    var basket = bought.get(id);
    if (basket == null) {
      throw new IllegalStateException("orders does not know the order that it confirmed: " + id);
    }
    return basket;
  }
}
