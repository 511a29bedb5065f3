package mercat.edge.backoffice;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import mercat.contracts.ContextMap;
import mercat.contracts.log.DiscardParked;
import mercat.contracts.log.ListFollowers;
import mercat.contracts.log.ListFollowers.FollowerState;
import mercat.contracts.log.ListParked;
import mercat.contracts.log.ListParked.ParkedEvent;
import mercat.contracts.log.ResetFollower;
import mercat.contracts.log.RetryParked;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ListPage;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.Problem;
import mercat.platform.bus.Bus;

/** How far each context has come with the logs of others, and what it could not apply. */
public record AdminFollowerHandlers(Bus bus) {
  /**
   * A follower, whoever it belongs to.
   *
   * @param behind events that it has not applied, 0 where nobody tells
   */
  private record ListedFollower(String context, @JsonUnwrapped FollowerState state, long behind) {
    static ListedFollower of(String context, FollowerState state) {
      var log = state.log();
      return new ListedFollower(
          context, state, log == null ? 0 : Math.max(0, log.position() - state.position()));
    }
  }

  /** With the names of the contexts that did not answer. */
  private record FollowerPage(
      @JsonUnwrapped ListPage<ListedFollower> page, List<String> unavailable) {}

  private record Retried(List<Long> applied) {}

  private record NewPosition(long position, UUID incarnation) {}

  private record Moved(long from, long position) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "listFollowers", this::list,
        "listParked", this::listParked,
        "retryParked", this::retry,
        "discardParked", this::discard,
        "resetFollower", this::reset);
  }

  private Future<Buffer> list(ApiRequest request) {
    var asked = new TreeMap<String, Future<ListFollowers.Listed>>();
    for (var context : new TreeSet<>(ContextMap.SPEAKS.keySet())) {
      asked.put(context, bus.ask(new ListFollowers(context), request.call()));
    }
    return Future.join(List.copyOf(asked.values()))
        .transform(answered -> Future.succeededFuture(request.json(200, page(asked))));
  }

  private static FollowerPage page(Map<String, Future<ListFollowers.Listed>> answers) {
    var followers = new ArrayList<ListedFollower>();
    var unavailable = new ArrayList<String>();
    answers.forEach((context, answer) -> {
      if (answer.succeeded()) {
        answer
            .result()
            .followers()
            .forEach(state -> followers.add(ListedFollower.of(context, state)));
      } else {
        unavailable.add(context);
      }
    });
    return new FollowerPage(new ListPage<>(followers, null), unavailable);
  }

  private Future<Buffer> listParked(ApiRequest request) {
    var question =
        new ListParked(
            context(request), request.text("source"), after(request), request.number("limit"));
    return bus.ask(question, request.call())
        .map(listed -> request.page(listed.events(), listed.more(), ParkedEvent::position));
  }

  private static long after(ApiRequest request) {
    var cursor = request.text("cursor");
    try {
      return cursor.isEmpty() ? 0 : Long.parseUnsignedLong(ListPage.position(cursor));
    } catch (NumberFormatException malformed) {
      throw ListPage.forged();
    }
  }

  private Future<Buffer> retry(ApiRequest request) {
    var order = new RetryParked(context(request), request.text("source"), position(request));
    return bus.ask(order, request.call())
        .map(reply ->
            switch (reply) {
              case RetryParked.Reply.Applied(var positions) ->
                  request.json(200, new Retried(positions));
              case RetryParked.Reply.Behind(var first) ->
                  request.conflict("it waits behind the event at position " + first);
              case RetryParked.Reply.Failed(var error) ->
                  request.conflict("it still cannot be applied: " + error);
              case RetryParked.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> discard(ApiRequest request) {
    var order = new DiscardParked(context(request), request.text("source"), position(request));
    return bus.ask(order, request.call())
        .map(reply ->
            switch (reply) {
              case DiscardParked.Reply.Discarded discarded -> request.empty(204);
              case DiscardParked.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> reset(ApiRequest request) {
    var body = request.body(NewPosition.class);
    var order =
        new ResetFollower(
            context(request), request.text("source"), body.position(), body.incarnation());
    return bus.ask(order, request.call())
        .map(reply ->
            switch (reply) {
              case ResetFollower.Reply.Moved(var from) ->
                  request.json(200, new Moved(from, body.position()));
              case ResetFollower.Reply.BeyondEnd(var end) ->
                  request.conflict("the log ends at position " + end);
              case ResetFollower.Reply.OtherLog(var incarnation) ->
                  request.conflict("the log is incarnation " + incarnation);
              case ResetFollower.Reply.Unknown unknown -> request.notFound();
            });
  }

  private static String context(ApiRequest request) {
    var context = request.text("context");
    if (!ContextMap.SPEAKS.containsKey(context)) {
      throw Problem.notFound();
    }
    return context;
  }

  private static long position(ApiRequest request) {
    return Long.parseLong(request.text("position"));
  }
}
