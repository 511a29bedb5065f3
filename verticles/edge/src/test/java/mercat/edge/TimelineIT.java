package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.Vocabulary;
import mercat.contracts.audit.ListStaffActions;
import mercat.contracts.audit.StaffAction;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadStory;
import mercat.contracts.log.StaffActed;
import mercat.contracts.log.UnreadEvent;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.payments.PaymentAuthorized;
import mercat.contracts.payments.ReadPayment;
import mercat.platform.Failure;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimelineIT {
  private static final String PATH = "/v1/admin/orders/" + Samples.ID + "/timeline";
  private static final Instant ACTED = Instant.parse("2026-01-05T00:00:00Z");
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @AutoClose private final RunningEdge edge = new RunningEdge();
  private final Order order = Samples.confirmed();

  @BeforeEach
  void answer() {
    edge.answer(ReadOrder.class, new ReadOrder.Reply.Found(order, "guest@example.org", null, null));
    edge.answer(ReadPayment.class, new ReadPayment.Reply.Unknown());
    var acted = new StaffActed("token:t", "shipOrder", "order:" + Samples.ID, Map.of(), Map.of());
    edge.answer(
        ListStaffActions.class,
        new ListStaffActions.Listed(
            List.of(new StaffAction(1, "orders", 9, ACTED, "", acted)), false));
  }

  private void tell(Map<String, ReadStory.Told> stories) {
    edge.answerBy(ReadStory.class, asked -> stories.getOrDefault(asked.context(), told()));
  }

  @Test
  void tellsWhatEveryContextKnowsInOrderOfTime() {
    var confirmed = new OrderConfirmed(Samples.ID, Samples.pounds(1530));
    var lost = new UnreadEvent("OrderLost", "{\"by\":1}", "later");
    var authorized = new PaymentAuthorized(Samples.ID, Samples.pounds(1530));
    tell(
        Map.of(
            "orders",
            told(
                entry(1, "2026-01-02T03:04:05Z", confirmed),
                entry(9, "2026-01-05T00:00:00Z", lost)),
            "payments",
            told(entry(7, "2026-01-02T03:04:04Z", authorized))));
    var told = edge.get(PATH, Samples.ADMIN).is(200);
    assertThat(
            List.of(told.at("/data/0/event"), told.at("/data/1/event"), told.at("/data/2/event")))
        .containsExactly("PaymentAuthorized", "OrderConfirmed", "OrderLost");
    assertThat(told.at("/data/0/context")).isEqualTo("payments");
    assertThat(told.at("/data/0/details/amount/amount")).isEqualTo("1530");
    assertThat(told.at("/data/0/traceId")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(told.at("/data/2/details/by")).isEqualTo("1");
    assertThat(told.at("/complete")).isEqualTo("true");
    assertThat(edge.asked(ReadStory.class))
        .extracting(ReadStory::context)
        .containsExactlyInAnyOrderElementsOf(Vocabulary.CONTEXTS);
    assertThat(edge.asked(ReadStory.class))
        .allSatisfy(asked -> {
          assertThat(asked.key()).isEqualTo(Samples.ID.value());
          assertThat(asked.moments()).containsExactly(order.placedAt(), order.confirmedAt(), ACTED);
        });
  }

  @Test
  void saysWhoDidNotAnswerAndWhereThereMayBeMore() {
    edge.answerWith(
        ReadStory.class,
        (asked, call) ->
            asked.context().equals("payments")
                ? Future.failedFuture(Failure.unavailable("payments", null))
                : Future.succeededFuture(told()));
    var told = edge.get(PATH, Samples.ADMIN).is(200);
    assertThat(told.at("/unavailable/0")).isEqualTo("payments");
    assertThat(told.at("/complete")).isEqualTo("false");
    tell(Map.of("orders", new ReadStory.Told(List.of(), false)));
    assertThat(edge.get(PATH, Samples.ADMIN).is(200).at("/complete")).isEqualTo("false");
  }

  @Test
  void tellsHowOftenItWasTakenUpAnewAndHowThePaymentStands() {
    tell(Map.of());
    var untold = edge.get(PATH, Samples.ADMIN).is(200);
    assertThat(untold.json().path("takeOvers").isNull()).isTrue();
    assertThat(untold.json().path("payment").isNull()).isTrue();
    assertThat(untold.at("/complete")).isEqualTo("true");

    edge.answer(
        ReadOrder.class, new ReadOrder.Reply.Found(order, "guest@example.org", null, null, 3));
    var refund = new ReadPayment.AskedRefund(new UUID(7, 8), Samples.pounds(5), ACTED, false);
    edge.answer(
        ReadPayment.class,
        new ReadPayment.Reply.Found("captured", "captured", ACTED, 2, null, List.of(refund)));
    var told = edge.get(PATH, Samples.ADMIN).is(200);
    assertThat(told.at("/takeOvers")).isEqualTo("3");
    assertThat(told.at("/payment/state")).isEqualTo("captured");
    assertThat(told.at("/payment/since")).isEqualTo("2026-01-05T00:00:00Z");
    assertThat(told.at("/payment/looks")).isEqualTo("2");
    assertThat(told.json().at("/payment/nextLookAt").isNull()).isTrue();
    assertThat(told.at("/payment/refunds/0/isDone")).isEqualTo("false");
    assertThat(edge.asked(ReadPayment.class)).contains(new ReadPayment(Samples.ID));

    edge.fail(ReadPayment.class, Failure.unavailable("payments", null));
    var partly = edge.get(PATH, Samples.ADMIN).is(200);
    assertThat(partly.at("/unavailable/0")).isEqualTo("payments");
    assertThat(partly.at("/complete")).isEqualTo("false");
  }

  @Test
  void knowsNoOrderThatThereIsNot() {
    edge.answer(ReadOrder.class, new ReadOrder.Reply.Unknown());
    edge.get(PATH, Samples.ADMIN).is(404);
    edge.get(PATH, "Authorization", "Bearer catalog-token").is(403);
    assertThat(edge.asked(ReadStory.class)).isEmpty();
  }

  /** All that a context tells. */
  private static ReadStory.Told told(LogEntry... entries) {
    return new ReadStory.Told(List.of(entries), true);
  }

  private static LogEntry entry(long position, String at, Event event) {
    return new LogEntry(position, Samples.ID.value(), event, TRACE, Instant.parse(at));
  }
}
