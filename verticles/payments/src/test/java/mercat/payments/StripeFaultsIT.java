package mercat.payments;

import static java.util.Objects.requireNonNull;
import static mercat.testkit.LocalNode.eventually;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mercat.contracts.OrderId;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.AuthorizePayment.Reply;
import mercat.provider.StripeFault;
import mercat.provider.StripeServer.Heard;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Orders whose provider fails in every way it can, and is well again later (F16). */
class StripeFaultsIT {
  private static final long SEED = 20_261_129;
  private static final int ORDERS = 60;
  private static final Set<String> DROPPED =
      Set.of("voided, wanted nothing", "declined, wanted nothing");

  /** Silence takes its five seconds each time, which ProviderContract tries; a pause, a minute. */
  private static final Set<StripeFault> LEFT_OUT =
      Set.of(StripeFault.NONE, StripeFault.SILENT, StripeFault.PAUSE);

  private static final List<StripeFault> FAULTS =
      Stream.of(StripeFault.values()).filter(it -> !LEFT_OUT.contains(it)).toList();

  @AutoClose private static final StripePayments running = new StripePayments();

  @AfterEach
  void heal() {
    running.stripe.heal();
  }

  private static Future<Reply> authorizing(OrderId id) {
    return running.payments.asking(RunningPayments.authorization(id, "pm_card_visa"));
  }

  private static String payment(OrderId id) {
    return running.payments.payment(id);
  }

  /** Each call about an order fails once, as its fault says; what is wanted comes about. */
  @Test
  void comesToTheEndThatIsWantedThroughAnyFault() {
    var faults = new HashMap<String, StripeFault>();
    var kept = new EnumMap<StripeFault, OrderId>(StripeFault.class);
    var dropped = new EnumMap<StripeFault, OrderId>(StripeFault.class);
    for (var fault : FAULTS) {
      for (var orders : List.of(kept, dropped)) {
        orders.put(fault, Fresh.orderId());
        faults.put(orders.get(fault).toString(), fault);
      }
    }
    var failed = ConcurrentHashMap.<String>newKeySet();
    running.stripe.fail(heard ->
        failed.add(heard.call() + heard.order())
            ? possible(heard, faults.getOrDefault(heard.order(), StripeFault.NONE))
            : StripeFault.NONE);
    var asked = Stream.concat(kept.values().stream(), dropped.values().stream()).toList();
    asked.stream()
        .map(StripeFaultsIT::authorizing)
        .toList()
        .forEach(reply -> assertThat(get(reply)).isEqualTo(new Reply.InDoubt()));
    asked.forEach(id -> running.payments.awaitPayment(id, "authorized"));
    kept.values().forEach(running.payments::confirm);
    dropped.values().forEach(running.payments::reject);
    kept.values().forEach(id -> running.payments.awaitPayment(id, "captured, wanted captured"));
    dropped.values().forEach(id -> running.payments.awaitPayment(id, "voided, wanted nothing"));
    kept.values().forEach(running.payments::cancel);
    kept.forEach((fault, id) -> {
      running.payments.awaitPayment(id, "captured, wanted nothing, returned 500");
      assertThat(running.held(id.value())).as(fault.name()).containsExactly("0");
    });
    dropped.forEach((fault, id) -> assertThat(running.held(id.value())).as(fault.name()).isEmpty());
    assertThat(failed.stream().map(each -> each.replaceAll("[0-9a-f-]{36}$", "")).distinct())
        .contains("create", "confirm", "retrieve", "capture", "cancel", "refund", "refunds");
    assertThat(
            running.payments.rows(
                "select account, amount from payments.posting where source_id = '%s'",
                requireNonNull(kept.get(StripeFault.RESET))))
        .containsExactlyInAnyOrder("provider:stripe 500", "sales -500");
  }

  /** Only of an intent that is known can it be said that another was named. */
  private static StripeFault possible(Heard heard, StripeFault fault) {
    return heard.call().equals("create") && fault == StripeFault.OTHER_ID
        ? StripeFault.OTHER_ORDER
        : fault;
  }

  /** F16: most answers are wrong in some way, orders are confirmed, dropped and asked for twice. */
  @Test
  void holdsOneChargeOfAnOrderAtMostAndLeavesNoDoubtOnceItIsWell() {
    var random = new Random(SEED);
    var asked = new AtomicInteger();
    running.stripe.fail(heard -> {
      int die = new Random(SEED + asked.getAndIncrement()).nextInt(2 * FAULTS.size());
      return die < FAULTS.size() ? possible(heard, FAULTS.get(die)) : StripeFault.NONE;
    });
    var orders = Stream.generate(Fresh::orderId).limit(ORDERS).toList();
    var replies = new ArrayList<Future<Reply>>();
    orders.forEach(id -> {
      replies.add(authorizing(id));
      replies.add(authorizing(id));
    });
    var confirmed = new ArrayList<OrderId>();
    for (int i = 0; i < orders.size(); i++) {
      boolean isApproved = get(replies.get(2 * i)) instanceof Reply.Authorized;
      if (isApproved && random.nextBoolean()) {
        confirmed.add(orders.get(i));
        running.payments.confirm(orders.get(i));
      } else {
        running.payments.reject(orders.get(i));
      }
    }
    running.stripe.heal();
    for (var id : orders) {
      boolean isKept = confirmed.contains(id);
      // Dropped by a call whose answer was lost, it is found to hold nothing: declined.
      eventually(() ->
          assertThat(payment(id)).isIn(isKept ? Set.of("captured, wanted captured") : DROPPED));
      assertThat(running.held(id.value()))
          .as("order %s", id)
          .isEqualTo(isKept ? List.of("500") : List.of());
    }
    running.payments.awaitRows(
        "select count(*) from payments.payment where state in ('sent', 'unknown', 'capturing')",
        "0");
  }

  /** An order is asked of the provider that its method names, and stays there. */
  @Test
  void asksTheProviderOfItsMethod() {
    var sandbox = Fresh.orderId();
    var request = new AuthorizePayment(sandbox, RunningPayments.FIVE, "voucher", "tok_ok");
    assertThat(running.payments.ask(request)).isEqualTo(new Reply.Authorized());
    running.payments.confirm(sandbox);
    running.payments.awaitPayment(sandbox, "captured, wanted captured");
    assertThat(running.payments.charge(sandbox)).isEqualTo("captured");
    var stripe = Fresh.orderId();
    assertThat(get(authorizing(stripe))).isEqualTo(new Reply.Authorized());
    assertThat(running.payments.charge(stripe)).isEmpty();
    assertThat(running.held(stripe.value())).containsExactly("500");
    var other = new AuthorizePayment(Fresh.orderId(), RunningPayments.FIVE, "cash", "tok_ok");
    assertThat(running.payments.ask(other)).isEqualTo(new Reply.Declined("method_not_offered"));
    assertThat(payment(other.orderId())).isEmpty();
  }
}
