package mercat.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import mercat.contracts.OrderId;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.payments.RefundPayment;
import mercat.contracts.promotions.CouponRefusal;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.verify.Ack;
import org.jspecify.annotations.Nullable;

/** What was told about one intention: all of it must agree, and the database with it. */
final class BuyerAnswers {
  private final BuyerPlan intention;
  private final Set<String> fates = ConcurrentHashMap.newKeySet();
  private final Set<OrderId> ids = ConcurrentHashMap.newKeySet();
  private final Queue<Ack> acks = new ConcurrentLinkedQueue<>();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final Set<String> happened = ConcurrentHashMap.newKeySet();
  private final Map<UUID, String> refunds = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable String> lastFate = new AtomicReference<>();

  BuyerAnswers(BuyerPlan intention) {
    this.intention = intention;
  }

  /** Whether something happens to this order for the first time. */
  boolean isFirst(String what) {
    return happened.add(what);
  }

  /** The order that the key names, as soon as anybody was told. */
  @Nullable OrderId orderId() {
    return ids.stream().findAny().orElse(null);
  }

  List<Ack> acks() {
    return List.copyOf(acks);
  }

  /** What became of the order in the end, for the statistics. */
  String fate() {
    return String.valueOf(lastFate.get());
  }

  void complain(String complaint) {
    complaints.add(complaint);
  }

  void placed(PlaceOrder.Reply reply) {
    switch (reply) {
      case PlaceOrder.Reply.Placed(var order, var token, var replayed) -> stands(order);
      case PlaceOrder.Reply.OutOfStock(var id, var token, var shortages, var replayed) ->
          rejected(id, "out_of_stock " + shortages);
      case PlaceOrder.Reply.Declined(var id, var token, var reason, var replayed) ->
          rejected(id, "payment_declined " + reason);
      case PlaceOrder.Reply.Rejected(var id, var token, var reason, var replayed) ->
          rejected(id, reason);
      case PlaceOrder.Reply.PriceChanged changed -> complain("unexpected " + changed);
      case PlaceOrder.Reply.UnknownSkus unknown -> complain("unexpected " + unknown);
      case PlaceOrder.Reply.NotSummable not -> complain("unexpected " + not);
      case PlaceOrder.Reply.TotalTooLarge tooLarge -> complain("unexpected " + tooLarge);
      case PlaceOrder.Reply.KeyReused reused -> complain("unexpected " + reused);
      case PlaceOrder.Reply.UnknownAddress unknown -> complain("unexpected " + unknown);
      case PlaceOrder.Reply.CouponRefused(var reason) -> couponRefused(reason);
    }
  }

  private void stands(Order order) {
    ids.add(order.id());
    var total = order.totals().total();
    if (!total.equals(intention.total())) {
      complain("was told a total of " + total + " instead of " + intention.total());
    }
    switch (order.status()) {
      case PENDING -> {}
      case CONFIRMED, CLOSED -> fate("confirmed");
      case CANCELLED -> {
        fate("confirmed");
        lastFate.set("cancelled");
        happened.add("was cancelled");
      }
      case REJECTED -> complain("was told of a rejected order as of one that stands");
    }
    acks.add(
        new Ack(
            order.id().toString(),
            intention.key(),
            total.amount(),
            total.currency(),
            order.status() == OrderStatus.PENDING ? "pending" : "confirmed"));
  }

  /** Nothing was stored, then. */
  private void couponRefused(CouponRefusal reason) {
    if (intention.coupon() == null || reason != CouponRefusal.COUPON_EXHAUSTED) {
      complain("unexpected " + reason);
    }
    happened.add("coupon refused");
    lastFate.set("coupon_refused");
  }

  private void rejected(OrderId id, String fate) {
    ids.add(id);
    fate(fate);
  }

  private void fate(String fate) {
    fates.add(fate);
    lastFate.set(fate.split(" ", 2)[0]);
  }

  void cancelled(CancelOrder.Reply reply) {
    switch (reply) {
      case CancelOrder.Reply.Cancelled(var order) -> {
        if (order.status() != OrderStatus.CANCELLED && order.status() != OrderStatus.REJECTED) {
          complain("was told it is cancelled while it is " + order.status());
        }
        happened.add("told cancelled");
      }
      case CancelOrder.Reply.TooLate(var order) -> {
        if (order.fulfilmentStatus() == FulfilmentStatus.NONE) {
          complain("was told it is too late to cancel what was not shipped");
        }
      }
      case CancelOrder.Reply.Unknown unknown -> {}
    }
  }

  void shipped(ShipOrder.Reply reply) {
    if (reply instanceof ShipOrder.Reply.Shipped) {
      happened.add("told shipped");
    }
  }

  void refunded(UUID refundId, RefundPayment.Reply reply) {
    switch (reply) {
      case RefundPayment.Reply.Refunded(var inAll) -> {
        refunds.put(refundId, "done");
        if (inAll.amount() > intention.total().amount()) {
          complain("was told that " + inAll + " of " + intention.total() + " went back");
        }
      }
      case RefundPayment.Reply.Pending pending -> refunds.putIfAbsent(refundId, "done");
      case RefundPayment.Reply.Refused refused -> notRefunded(refundId, refused);
      case RefundPayment.Reply.Unknown unknown -> notRefunded(refundId, unknown);
      case RefundPayment.Reply.IdReused reused -> complain("unexpected " + reused);
    }
  }

  private void notRefunded(UUID refundId, RefundPayment.Reply reply) {
    if (refunds.containsKey(refundId)) {
      complain("was refused a refund that had been taken: " + reply);
    }
  }

  /** Something broke, as it may; but not in every way. */
  void failed(Failure failure) {
    if (failure.kind() == FailureKind.INTERNAL
        || failure.kind() == FailureKind.INVALID
        || failure.kind() == FailureKind.CONFLICT) {
      complain("met a failure that no fault explains: " + failure);
    }
  }

  List<String> complaints(World world) {
    var all = new ArrayList<String>(complaints);
    boolean isNothingStored = ids.isEmpty() && happened.contains("coupon refused");
    if (ids.size() != 1 && !isNothingStored) {
      all.add("the key names the orders " + new TreeSet<>(ids));
    }
    if (fates.size() > 1) {
      all.add("was told of several fates: " + new LinkedHashSet<>(fates));
    }
    if (fates.contains("confirmed") && !intention.isPayable()) {
      all.add("was confirmed, although " + intention.token() + " never pays");
    }
    for (var id : ids) {
      all.addAll(against(world.order(id)));
    }
    var known = world.refunds();
    for (var refund : new TreeMap<>(refunds).entrySet()) {
      if (!refund.getValue().equals(known.get(refund.getKey()))) {
        all.add(
            "was promised refund " + refund.getKey() + ", which is " + known.get(refund.getKey()));
      }
    }
    return all.stream()
        .map(complaint -> "wish %d %s: %s".formatted(intention.number(), ids, complaint))
        .toList();
  }

  private List<String> against(String stored) {
    var wrong = new ArrayList<String>();
    boolean isConfirmed = fates.contains("confirmed");
    if (isConfirmed && !stored.matches("(confirmed|cancelled|closed) .*")) {
      wrong.add("was told it is confirmed, but it is " + stored);
    }
    if (!isConfirmed && !stored.startsWith("rejected ")) {
      wrong.add("was told " + fates + ", but it is " + stored);
    }
    if (happened.contains("was cancelled") && !stored.startsWith("cancelled ")) {
      wrong.add("was told it is cancelled, but it is " + stored);
    }
    if (happened.contains("told cancelled") && !stored.matches("(cancelled|rejected) .*")) {
      wrong.add("was cancelled, but it is " + stored);
    }
    if (happened.contains("told shipped") && !stored.endsWith(" shipped")) {
      wrong.add("was told it is shipped, but it is " + stored);
    }
    return wrong;
  }
}
