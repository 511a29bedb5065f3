package mercat.edge.backoffice;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import mercat.contracts.audit.Checkpoint;
import mercat.contracts.audit.ListCheckpoints;
import mercat.contracts.audit.ListStaffActions;
import mercat.contracts.audit.ListStaffActions.Place;
import mercat.contracts.audit.StaffAction;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ListPage;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.Problem;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** What the staff did, and how far the logs go that tell of it. */
public record AdminAuditHandlers(Bus bus) {
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private record ListedAction(
      Instant at,
      String actor,
      String operation,
      String entity,
      Map<String, String> before,
      Map<String, String> after,
      String context,
      long position,
      String traceId) {
    static ListedAction of(StaffAction action) {
      var acted = action.acted();
      return new ListedAction(
          action.at(),
          acted.actor(),
          acted.operation(),
          acted.entity(),
          acted.before(),
          acted.after(),
          action.context(),
          action.position(),
          action.trace());
    }
  }

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of("listStaffActions", this::list, "listCheckpoints", this::listCheckpoints);
  }

  private Future<Buffer> list(ApiRequest request) {
    var question =
        new ListStaffActions(
            request.given("entity"),
            request.given("actor"),
            from(request.text("from")),
            before(request.text("cursor")),
            request.number("limit"));
    return bus.ask(question, request.call())
        .map(listed ->
            request.page(
                listed.actions(),
                listed.more(),
                action -> action.at() + "/" + action.number(),
                ListedAction::of));
  }

  private static @Nullable Instant from(String text) {
    try {
      return text.isEmpty() ? null : moment(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException malformed) {
      throw Problem.invalid("query:from", "a time such as 2026-11-29T08:00:00Z is wanted");
    }
  }

  /** One that the database knows. */
  private static Instant moment(Instant time) {
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw new DateTimeException("out of range");
    }
    return time;
  }

  private static @Nullable Place before(String cursor) {
    if (cursor.isEmpty()) {
      return null;
    }
    var position = ListPage.position(cursor);
    int slash = position.indexOf('/');
    try {
      return new Place(
          moment(Instant.parse(position.substring(0, Math.max(0, slash)))),
          Long.parseUnsignedLong(position.substring(slash + 1)));
    } catch (DateTimeException | NumberFormatException malformed) {
      throw ListPage.forged();
    }
  }

  private Future<Buffer> listCheckpoints(ApiRequest request) {
    var question = new ListCheckpoints(after(request.text("cursor")), request.number("limit"));
    return bus.ask(question, request.call())
        .map(listed -> request.page(listed.checkpoints(), listed.more(), Checkpoint::number));
  }

  private static long after(String cursor) {
    try {
      return cursor.isEmpty() ? 0 : Math.max(0, Long.parseLong(ListPage.position(cursor)));
    } catch (NumberFormatException malformed) {
      throw ListPage.forged();
    }
  }
}
