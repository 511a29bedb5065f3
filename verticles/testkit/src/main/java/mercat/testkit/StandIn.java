package mercat.testkit;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Message;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.platform.BoundedContext;
import mercat.platform.Failure;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;

/**
 * A context as its neighbours see it: it answers what the test says and announces what the test
 * wants.
 */
public final class StandIn {
  private final BoundedContext context;
  private final Mailbox<List<Announcement>, Done> announcing;
  private final Map<Class<?>, Function<?, ?>> answers = new ConcurrentHashMap<>();
  private final List<Request<?>> asked = new CopyOnWriteArrayList<>();

  private record Announcement(UUID key, Event event) {}

  private record Done() {}

  StandIn(BoundedContext context) {
    this.context = context;
    this.announcing = context.mailbox("Announce", StandIn::append);
    context.serveLog();
  }

  /** From now on answers like this. */
  public <Q extends Request<R>, R extends Message> void answers(
      Class<Q> type, Function<Q, Future<R>> answer) {
    if (answers.put(type, answer) == null) {
      LocalNode.get(context.bus().serve(context.name(), type, (request, call) -> answer(request)));
    }
  }

  /** From now on always gives this reply. */
  public <Q extends Request<R>, R extends Message> void replies(Class<Q> type, R reply) {
    answers(type, request -> Future.succeededFuture(reply));
  }

  /** From now on gives the reply that hangs on what it is asked. */
  public <Q extends Request<R>, R extends Message> void repliesBy(
      Class<Q> type, Function<Q, R> reply) {
    answers(type, request -> Future.succeededFuture(reply.apply(request)));
  }

  public <Q extends Request<R>, R extends Message> void fails(Class<Q> type, Failure failure) {
    answers(type, request -> Future.failedFuture(failure));
  }

  /** What it was asked, of one type. */
  public <Q extends Request<?>> List<Q> asked(Class<Q> type) {
    return asked.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Appends events of orders to its log, in one transaction. */
  public void announces(Event... events) {
    announce(Stream.of(events).map(event -> new Announcement(keyOf(event), event)).toList());
  }

  /** Appends events of anything to its log, in one transaction. */
  public void announces(UUID key, Event... events) {
    announce(Stream.of(events).map(event -> new Announcement(key, event)).toList());
  }

  private void announce(List<Announcement> announcements) {
    LocalNode.get(announcing.submit(announcements, LocalNode.testing()));
  }

  @SuppressWarnings("unchecked") // only answers fills the map
  private <Q extends Request<R>, R extends Message> Future<R> answer(Q request) {
    asked.add(request);
    return ((Function<Q, Future<R>>) requireNonNull(answers.get(request.getClass())))
        .apply(request);
  }

  private static List<Done> append(Tx tx, List<Asked<List<Announcement>>> batch) {
    for (var asked : batch) {
      for (var announcement : asked.request()) {
        tx.append(asked.call(), announcement.key(), announcement.event());
      }
    }
    return batch.stream().map(asked -> new Done()).toList();
  }

  /** The id of the order that the event tells of. */
  private static UUID keyOf(Event event) {
    try {
      return ((OrderId) event.getClass().getMethod("orderId").invoke(event)).value();
    } catch (ReflectiveOperationException absent) {
      throw new IllegalArgumentException(event + " tells of no order", absent);
    }
  }
}
