package mercat.edge.backoffice;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.edge.json.ApiJson;
import mercat.platform.log.CloudEvent;
import mercat.platform.log.EventFeed;
import mercat.platform.log.EventFeed.Reading;

/**
 * The events of all logs, for systems that follow the shop over HTTP.
 *
 * @param readers places for those who read at once, or wait, of all event loops of the node
 */
public record EventFeedHandlers(EventFeed feed, Semaphore readers) {
  /** Stands for the end that every log has now. */
  private static final String END = "end";

  /**
   * A page of events.
   *
   * @param next from which to go on; never absent
   */
  private record EventPage(List<CloudEvent> data, String next, Set<String> unavailable) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of("listEvents", this::list);
  }

  private Future<Buffer> list(ApiRequest request) {
    var after = request.text("after");
    boolean isFromEnd = after.equals(END);
    var question =
        new EventFeed.Question(
            after.isEmpty() || isFromEnd ? Map.of() : FeedCursor.read(after),
            isFromEnd,
            request.number("limit"),
            Duration.ofSeconds(request.number("wait")),
            request::isAbandoned);
    if (!readers.tryAcquire()) {
      return Future.failedFuture(Problem.overloaded());
    }
    return Future.succeededFuture()
        .compose(entered -> feed.read(question, request.call()))
        .map(reading -> shown(request, reading))
        .onComplete(read -> readers.release());
  }

  private static Buffer shown(ApiRequest request, Reading reading) {
    return switch (reading) {
      case Reading.Page page ->
          request.json(
              200,
              new EventPage(
                  page.events(),
                  FeedCursor.write(page.places()),
                  new TreeSet<>(page.unavailable())));
      case Reading.Gone(var context, var why) ->
          request.problem(
              Problem.of(ErrorCode.EVENTS_GONE, "the log of " + context + because(why))
                  .saying("context", context)
                  .saying("reason", ApiJson.word(why)));
    };
  }

  private static String because(EventFeed.Why why) {
    return switch (why) {
      case ANOTHER_LOG -> " was restored since, or is another one";
      case REMOVED -> " does not go back so far any more";
      case BEYOND_END -> " ends before the cursor's position";
    };
  }
}
