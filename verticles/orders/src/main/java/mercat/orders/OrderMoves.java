package mercat.orders;

import static java.util.Objects.requireNonNull;
import static mercat.platform.Await.await;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mercat.contracts.OrderId;
import mercat.contracts.orders.PaymentStatus;
import mercat.orders.domain.OrderState;
import mercat.orders.domain.Refusal;
import mercat.platform.EnumText;
import mercat.platform.database.Columns;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/**
 * The moves of {@link OrderState} as statements. Where a batch moves without a look at its rows
 * first, the rule stands in the condition of the statement too; a test holds both equal in every
 * state. What a process moves must still be in the epoch under which it works.
 */
record OrderMoves(OrdersConfig config) {
  private static final String CONFIRM =
      """
      update orders o
         set status = 'confirmed', payment_status = 'authorized', payment_token = '', confirmed_at = now(),
             lease_until = null
       where o.id = any($1::uuid[]) and o.epoch = $2::int and o.status = 'pending'
         and o.payment_status <> 'declined'
      returning
      """
          + OrderRows.MOVED;

  private static final String REJECT =
      """
      update orders o
         set status = 'rejected',
             payment_status = case when move.payment_status = 'none' or o.payment_status = 'declined'
                                   then o.payment_status else move.payment_status end,
             payment_token = '', reason = move.reason, refusal = move.refusal::json, lease_until = null
        from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[])
               as move(id, epoch, payment_status, reason, refusal)
       where o.id = move.id and o.epoch = move.epoch and o.status = 'pending'
      returning
      """
          + OrderRows.MOVED;

  private static final String MARK_IN_DOUBT =
      """
      update orders o
         set payment_status = case when o.payment_status = 'declined' then 'declined' else 'in_doubt' end,
             lease_until = least(o.deadline_at, now() + $3::bigint * interval '1 ms')
        from unnest($1::uuid[], $2::int[]) as move(id, epoch)
       where o.id = move.id and o.epoch = move.epoch and o.status = 'pending'
      returning
      """
          + OrderRows.MOVED;

  private static final String NOTE_PAYMENT =
      """
      update orders set payment_status = $2::text
       where id = any($1::uuid[]) and (status <> 'pending' or $2::text = 'declined')
         and payment_status = any($3::text[])\
      """;

  private static final String STORE =
      """
      update orders o set status = $2::text, payment_status = $3::text, fulfilment_status = $4::text
       where o.id = $1::uuid
      returning
      """
          + OrderRows.MOVED;

  /**
   * A pending order whose payment nobody can tell yet.
   *
   * @param epoch the take-over under which the process works; another has moved on
   */
  record PaymentInDoubt(OrderId orderId, int epoch) {}

  /**
   * Decides pending orders. Of several settlements of one order, the first counts.
   *
   * @return those that it decided; the others are decided, or another process works on them
   */
  Map<OrderId, MovedOrder> settle(Tx tx, Collection<Settlement> settlements) {
    var first = new TreeMap<OrderId, Settlement>();
    settlements.forEach(settlement -> first.putIfAbsent(settlement.orderId(), settlement));
    var confirmed = new ArrayList<Settlement>(first.size());
    var rejected = new ArrayList<Settlement>();
    first.values().forEach(each -> (each.rejection() == null ? confirmed : rejected).add(each));
    var moves = new ArrayList<Future<RowSet<Row>>>();
    confirmed.stream()
        .collect(Collectors.groupingBy(Settlement::epoch))
        .forEach((epoch, same) -> moves.add(tx.start(CONFIRM, ids(same).addInteger(epoch))));
    if (!rejected.isEmpty()) {
      moves.add(tx.start(REJECT, rejections(rejected)));
    }
    var moved = HashMap.<OrderId, MovedOrder>newHashMap(first.size());
    moves.forEach(rows -> moved.putAll(moved(await(rows))));
    return moved;
  }

  /**
   * Marks the payments of pending orders in doubt, and gives the orders up until the next look.
   *
   * @return the orders that are in doubt now
   */
  Map<OrderId, MovedOrder> markInDoubt(Tx tx, List<PaymentInDoubt> doubts) {
    var ascending = doubts.stream().sorted(Comparator.comparing(PaymentInDoubt::orderId)).toList();
    var parameters =
        Columns.of(ascending)
            .uuid(doubt -> doubt.orderId().value())
            .integer(PaymentInDoubt::epoch)
            .tuple()
            .addLong(config.recheck().toMillis());
    return moved(tx.query(MARK_IN_DOUBT, parameters));
  }

  /** Notes how payments stand: one update for each status, unless an order is further already. */
  void notePayments(Tx tx, Map<OrderId, PaymentStatus> announced) {
    var byStatus = new EnumMap<PaymentStatus, SortedSet<OrderId>>(PaymentStatus.class);
    announced.forEach(
        (id, status) -> byStatus.computeIfAbsent(status, first -> new TreeSet<>()).add(id));
    byStatus.forEach((status, ids) -> {
      var parameters =
          Columns.of(ids)
              .uuid(OrderId::value)
              .tuple()
              .addString(EnumText.of(status))
              .addArrayOfString(
                  OrderState.before(status).stream().map(EnumText::of).toArray(String[]::new));
      tx.send(NOTE_PAYMENT, parameters);
    });
  }

  /** Stores the state that an order, locked before, has come to. */
  MovedOrder store(Tx tx, OrderId id, OrderState state) {
    var parameters =
        Tuple.of(
            id.value(),
            EnumText.of(state.status()),
            EnumText.of(state.payment()),
            EnumText.of(state.fulfilment()));
    return OrderRows.moved(tx.query(STORE, parameters).iterator().next());
  }

  private static Tuple ids(List<Settlement> confirmed) {
    return Columns.of(confirmed).uuid(settlement -> settlement.orderId().value()).tuple();
  }

  private static Tuple rejections(List<Settlement> rejected) {
    return Columns.of(rejected)
        .uuid(settlement -> settlement.orderId().value())
        .integer(Settlement::epoch)
        .text(settlement -> EnumText.of(refusal(settlement).reason().payment()))
        .text(settlement -> EnumText.of(refusal(settlement).reason()))
        .text(settlement -> OrderRows.json(refusal(settlement)))
        .tuple();
  }

  private static Refusal refusal(Settlement settlement) {
    return requireNonNull(settlement.rejection()).refusal();
  }

  private static Map<OrderId, MovedOrder> moved(RowSet<Row> rows) {
    return Rows.byKey(rows, OrderRows::moved, MovedOrder::id);
  }
}
