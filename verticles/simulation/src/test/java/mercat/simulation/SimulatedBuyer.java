package mercat.simulation;

import static mercat.testkit.LocalNode.get;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrderWithCoupon;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.payments.RefundPayment;
import mercat.platform.Actor;
import mercat.platform.Failure;
import mercat.testkit.ShopSample;
import org.jspecify.annotations.Nullable;

/**
 * A buyer who carries out an intention, and the staff who have to do with it. Whatever is answered
 * is kept, to be held against the others and against the database.
 */
final class SimulatedBuyer {
  static final Actor STAFF = new Actor("staff", Set.of("admin"));
  private static final Duration BETWEEN_FINAL_ATTEMPTS = Duration.ofMillis(100);

  private final BuyerPlan intention;
  private final Nodes nodes;
  private final Chance chance;
  private final Journal journal;
  private final Executor threads;
  private final BuyerAnswers told;
  private final AtomicInteger attempts = new AtomicInteger();
  private final Queue<CompletableFuture<Void>> asides = new ConcurrentLinkedQueue<>();

  SimulatedBuyer(
      BuyerPlan intention, Nodes nodes, Chance chance, Journal journal, Executor threads) {
    this.intention = intention;
    this.nodes = nodes;
    this.chance = chance;
    this.journal = journal;
    this.threads = threads;
    this.told = new BuyerAnswers(intention);
  }

  BuyerAnswers told() {
    return told;
  }

  /** Everything there is to do while there are faults. */
  void run() {
    pause(intention.beginMs());
    intention.cancelMs().ifPresent(ms -> aside(() -> cancelAfter(ms)));
    if (intention.isDoubled()) {
      aside(() -> {
        boolean unused = place(true);
      });
    }
    boolean isSettled = false;
    for (int attempt = 0; attempt < intention.attempts() && !isSettled; attempt++) {
      isSettled = place(true);
      pause(dice("pause " + attempt).nextInt(120));
    }
    for (var done = asides.poll(); done != null; done = asides.poll()) {
      done.join();
    }
  }

  /** Asks once more when all is well: now there must be an answer, and a final one. */
  void askAgain() {
    if (!Eventually.isTrue(
        nodes.network().patience(), BETWEEN_FINAL_ATTEMPTS, () -> place(false))) {
      told.complain("has no fate when all is well");
    }
  }

  /** Whether the answer was final. */
  private boolean place(boolean isToBefall) {
    int attempt = attempts.getAndIncrement();
    var request =
        ShopSample.order(it -> {
          it.id = orderId(attempt);
          it.key = intention.key();
          it.email = intention.email();
          it.lines = intention.cart();
          it.token = intention.token();
        });
    var coupon = intention.coupon();
    var reply =
        ask(
            "place " + attempt,
            Actor.GUEST,
            coupon == null ? request : new PlaceOrderWithCoupon(request, coupon));
    if (reply == null) {
      return false;
    }
    told.placed(reply);
    if (reply instanceof PlaceOrder.Reply.Placed placed) {
      if (isToBefall) {
        befall(placed);
      }
      return placed.order().status() != OrderStatus.PENDING;
    }
    return true;
  }

  /** What the buyer and staff do to an order that is known, each of it once. */
  private void befall(PlaceOrder.Reply.Placed placed) {
    var id = placed.order().id();
    if (intention.isCancelledByBuyer() && told.isFirst("cancel")) {
      aside(() -> cancel("buyer", Actor.GUEST, id, placed.orderToken()));
    }
    if (placed.order().status() == OrderStatus.CONFIRMED && told.isFirst("confirmed")) {
      for (int i = 0; i < intention.refunds().size(); i++) {
        int number = i;
        aside(() -> refund(id, number));
      }
      if (intention.isShipped()) {
        aside(() -> insist("ship", STAFF, new ShipOrder(id), told::shipped));
      }
    }
  }

  private void cancelAfter(int ms) {
    pause(ms);
    var known = told.orderId();
    cancel("staff", STAFF, known == null ? orderId(0) : known, "");
  }

  private void cancel(String who, Actor actor, OrderId id, String token) {
    insist(who + " cancels", actor, new CancelOrder(id, token), told::cancelled);
  }

  /** Asks until there is an answer, three times at most. */
  private <R extends Message> void insist(
      String what, Actor actor, Request<R> request, Consumer<R> onReply) {
    for (int attempt = 0; attempt < 3; attempt++) {
      var reply = ask(what + " " + attempt, actor, request);
      if (reply != null) {
        onReply.accept(reply);
        return;
      }
    }
  }

  /** Asks more than once, as who has no answer does; until the money was taken it is refused. */
  private void refund(OrderId id, int number) {
    long amount = intention.total().amount() * intention.refunds().get(number) / 100;
    var refundId = uuid("refund " + number);
    var request =
        new RefundPayment(
            refundId, id, new Money(Math.max(1, amount), intention.total().currency()));
    for (int attempt = 0; attempt < 4; attempt++) {
      var reply = ask("refund " + number + " " + attempt, STAFF, request);
      if (reply != null) {
        told.refunded(refundId, reply);
      }
      pause(dice("refund pause " + number + " " + attempt).nextInt(80));
    }
  }

  private <R extends Message> @Nullable R ask(String what, Actor actor, Request<R> request) {
    try {
      var reply = get(nodes.asking(dice(what).nextInt(1_000), actor, request));
      journal.note(this + ", " + what + ": " + reply);
      return reply;
    } catch (Failure failure) {
      journal.note(this + ", " + what + ": " + failure.kind() + " " + failure.getMessage());
      told.failed(failure);
      return null;
    }
  }

  private void aside(Runnable work) {
    asides.add(CompletableFuture.runAsync(work, threads));
  }

  private OrderId orderId(int attempt) {
    return new OrderId(uuid("order " + attempt));
  }

  private UUID uuid(String what) {
    var dice = dice(what);
    return new UUID(dice.nextLong(), dice.nextLong());
  }

  private SplittableRandom dice(String what) {
    return chance.of(this + " " + what);
  }

  private static void pause(int ms) {
    Eventually.pause(Duration.ofMillis(ms));
  }

  @Override
  public String toString() {
    return "wish " + intention.number();
  }
}
