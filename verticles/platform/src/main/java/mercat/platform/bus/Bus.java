package mercat.platform.bus;

import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import mercat.contracts.ContextMap;
import mercat.contracts.Request;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.RequestHandler;
import mercat.platform.discovery.Directory;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Telemetry;

/**
 * The one way contexts talk. {@code ask} finds who serves the request, waits at most until the
 * deadline, and repeats once where a repeat may help and can do no harm.
 */
public final class Bus {
  private static final DeliveryOptions REPLY =
      new DeliveryOptions().setCodecName(EnvelopeCodec.NAME).setTracingPolicy(TracingPolicy.IGNORE);

  private final EventBus eventBus;
  private final Directory directory;
  private final Calls local;
  private final Asker asker;
  private final Telemetry telemetry;
  private final List<MessageConsumer<?>> consumers = new CopyOnWriteArrayList<>();
  private final List<String> served = new CopyOnWriteArrayList<>();
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * The bus of a process.
   *
   * @param checked whether messages within the process are written as JSON and read again, as tests
   *     want
   */
  public Bus(Vertx vertx, Directory directory, boolean checked, Telemetry telemetry) {
    this(vertx, directory, checked, telemetry, UnaryOperator.identity());
  }

  /**
   * The bus of a process whose calls within the process go another way, as a simulation wants.
   *
   * @param between given the straight way, makes the way they go
   */
  public Bus(
      Vertx vertx,
      Directory directory,
      boolean checked,
      Telemetry telemetry,
      UnaryOperator<Calls> between) {
    this.eventBus = vertx.eventBus();
    this.directory = directory;
    this.telemetry = telemetry;
    var codec = new EnvelopeCodec(checked);
    this.local = between.apply(new LocalCalls(vertx, codec));
    this.asker = new Asker(vertx, directory, local, telemetry);
    eventBus.registerCodec(codec);
  }

  /**
   * Asks the context that the request belongs to.
   *
   * @return the reply; or a {@link Failure}: <em>unavailable</em> when nobody serves it,
   *     <em>deadline exceeded</em> when the outcome is unknown, or what the context failed with
   */
  public <R extends mercat.contracts.Message> Future<R> ask(Request<R> request, Call call) {
    return asker.ask(request, call);
  }

  /**
   * Serves a request on this node.
   *
   * @param handler must not wait: it runs on the context of the verticle that calls this, or on the
   *     thread of whoever asks within the process
   * @return completes when every node can reach it
   */
  public <Q extends Request<R>, R extends mercat.contracts.Message> Future<Void> serve(
      String context, Class<Q> type, RequestHandler<Q, Future<R>> handler) {
    var address = Target.addressOf(context, type, directory.self());
    local.serve(address, (request, call) -> handle(context, handler, type.cast(request), call));
    MessageConsumer<Envelope> consumer = eventBus.consumer(address, asked -> serve(address, asked));
    consumers.add(consumer);
    return consumer.completion().onSuccess(found -> served.add(address));
  }

  public boolean isServed(String context) {
    return asker.isServed(context);
  }

  /** Whether this node itself serves the context, or the edge of that name, and is ready to. */
  public boolean isServedHere(String context) {
    return directory.own().served().contains(context);
  }

  /** Whether this node is the one that should do what one node of the context should do. */
  public boolean isFirst(String context) {
    return directory.isFirst(context);
  }

  /** Rings the doorbell of a context's log: followers anywhere look for news. */
  public void ring(String context) {
    eventBus.publish("bell." + context, "");
  }

  /** Calls back on every ring of a context's doorbell. A ring may be lost. */
  public Future<Void> onRing(String context, Runnable heard) {
    var consumer = eventBus.<String>consumer("bell." + context, ring -> heard.run());
    consumers.add(consumer);
    return consumer.completion();
  }

  /** What this node serves, as others find it. */
  public List<String> addresses() {
    return List.copyOf(served);
  }

  /** Whether everything that this node was asked is answered. */
  public boolean isIdle() {
    return underWay.get() == 0;
  }

  /** Stops serving: nothing new is taken, what is under way is still answered. */
  public Future<Void> unregister() {
    local.close();
    served.clear();
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  public Map<String, String> breakers() {
    return asker.breakers();
  }

  /**
   * Answers another node as this one's own contexts are answered: when the deadline passes at the
   * latest, so that only a node that is not there gives no response.
   */
  private void serve(String address, Message<Envelope> message) {
    switch (message.body()) {
      case Envelope.Asked(Request<?> request, var call) ->
          answer(address, request, call)
              .onComplete(
                  reply -> message.reply(new Envelope.Answered(reply), REPLY),
                  thrown -> message.reply(new Envelope.Failed(Failure.of(thrown)), REPLY));
      case Envelope.Failed unreadable -> message.reply(unreadable, REPLY);
      default ->
          message.reply(new Envelope.Failed(Failure.invalid("this is not a request")), REPLY);
    }
  }

  private Future<? extends mercat.contracts.Message> answer(
      String address, Request<?> request, Call call) {
    return call.deadline().hasPassed()
        ? Future.failedFuture(Failure.deadlineExceeded(address))
        : local.ask(address, request, call);
  }

  /** Has a request handled, which is a span of the trace that asks, for who may ask it. */
  private <Q extends Request<R>, R extends mercat.contracts.Message> Future<R> handle(
      String context, RequestHandler<Q, Future<R>> handler, Q request, Call call) {
    if (!ContextMap.mayAsk(call.caller(), context)) {
      return Future.failedFuture(Failure.forbidden(call.caller() + " may not ask " + context));
    }
    var span =
        telemetry
            .traces()
            .startMessage(
                call.trace(), SpanKind.SERVER, "answer", context, context, request.getClass());
    underWay.incrementAndGet();
    Future<R> answered;
    try {
      answered = handler.handle(request, call.within(span));
    } catch (RuntimeException thrown) {
      answered = Future.failedFuture(thrown);
    }
    return Spans.endWith(span, answered).onComplete(done -> underWay.decrementAndGet());
  }
}
