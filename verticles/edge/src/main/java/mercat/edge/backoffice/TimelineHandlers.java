package mercat.edge.backoffice;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import mercat.contracts.OrderId;
import mercat.contracts.Page;
import mercat.contracts.Vocabulary;
import mercat.contracts.audit.ListStaffActions;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadStory;
import mercat.contracts.log.UnreadEvent;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.payments.ReadPayment;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ListPage;
import mercat.edge.contract.OperationHandler;
import mercat.edge.json.ApiJson;
import mercat.platform.bus.Bus;
import mercat.platform.telemetry.Trace;
import org.jspecify.annotations.Nullable;

/**
 * The story of one order, as all contexts tell it: the events of their logs, in order of time, and
 * how often its process and its payment were taken up anew, which no log tells.
 */
public record TimelineHandlers(Bus bus) {
  private record Told(
      Instant at,
      String context,
      long position,
      String event,
      @JsonRawValue String details,
      String traceId) {
    static Told of(String context, LogEntry entry) {
      return entry.event() instanceof UnreadEvent unread
          ? of(context, entry, unread.type(), unread.payload())
          : of(
              context,
              entry,
              entry.event().getClass().getSimpleName(),
              ApiJson.write(entry.event()).toString());
    }

    private static Told of(String context, LogEntry entry, String type, String details) {
      return new Told(
          entry.at(), context, entry.position(), type, details, Trace.id(entry.trace()));
    }
  }

  /**
   * The events, and what no log tells.
   *
   * @param complete whether every log was looked through to its end
   * @param unavailable who did not answer
   * @param takeOvers of the order's process, null where the version before answered
   * @param payment how it stands at the provider; null where there is none, or payments did not
   *     answer
   */
  private record Timeline(
      @JsonUnwrapped ListPage<Told> page,
      boolean complete,
      List<String> unavailable,
      @Nullable Integer takeOvers,
      ReadPayment.Reply.@Nullable Found payment) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of("orderTimeline", this::timeline);
  }

  private Future<Buffer> timeline(ApiRequest request) {
    return bus.ask(new ReadOrder(request.orderId()), request.call())
        .compose(reply ->
            switch (reply) {
              case ReadOrder.Reply.Found found ->
                  moments(request, found.order())
                      .compose(moments -> stories(request, moments, found.takeOvers()))
                      .map(timeline -> request.json(200, timeline));
              case ReadOrder.Reply.Unknown unknown -> Future.succeededFuture(request.notFound());
            });
  }

  /** When something happened: as the order says, and what the staff did to it. */
  private Future<List<Instant>> moments(ApiRequest request, Order order) {
    var known = new TreeSet<Instant>();
    known.add(order.placedAt());
    var confirmedAt = order.confirmedAt();
    if (confirmedAt != null) {
      known.add(confirmedAt);
    }
    int left = ReadStory.MOMENTS_MAX - known.size();
    var acted =
        new ListStaffActions(
            "order:" + order.id(), null, null, null, Math.min(left, Page.LIMIT_MAX));
    return bus.ask(acted, request.call())
        .map(listed -> {
          listed.actions().forEach(action -> known.add(action.at()));
          return List.copyOf(known);
        })
        .otherwise(List.copyOf(known));
  }

  private Future<Timeline> stories(
      ApiRequest request, List<Instant> moments, @Nullable Integer takeOvers) {
    OrderId order = request.orderId();
    var asked = new TreeMap<String, Future<ReadStory.Told>>();
    for (var context : new TreeSet<>(Vocabulary.CONTEXTS)) {
      var question = new ReadStory(context, order.value(), moments);
      asked.put(context, bus.ask(question, request.call()));
    }
    var payment = bus.ask(new ReadPayment(order), request.call());
    return Future.join(Stream.concat(asked.values().stream(), Stream.of(payment)).toList())
        .transform(answered -> Future.succeededFuture(merged(asked, payment, takeOvers)));
  }

  private static Timeline merged(
      Map<String, Future<ReadStory.Told>> asked,
      Future<ReadPayment.Reply> payment,
      @Nullable Integer takeOvers) {
    var told = new ArrayList<Told>();
    var unavailable = new ArrayList<String>();
    boolean isComplete = true;
    for (var answer : asked.entrySet()) {
      if (answer.getValue().succeeded()) {
        var story = answer.getValue().result();
        story.entries().forEach(entry -> told.add(Told.of(answer.getKey(), entry)));
        isComplete &= story.complete();
      } else {
        unavailable.add(answer.getKey());
      }
    }
    told.sort(
        Comparator.comparing(Told::at)
            .thenComparing(Told::context)
            .thenComparingLong(Told::position));
    if (payment.failed() && !unavailable.contains("payments")) {
      unavailable.add("payments");
    }
    return new Timeline(
        new ListPage<>(told, null),
        isComplete && unavailable.isEmpty(),
        unavailable,
        takeOvers,
        payment.succeeded() && payment.result() instanceof ReadPayment.Reply.Found found
            ? found
            : null);
  }
}
