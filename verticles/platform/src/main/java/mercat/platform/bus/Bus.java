package mercat.platform.bus;

import io.micrometer.core.instrument.Tags;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import mercat.contracts.Request;
import mercat.contracts.Write;
import mercat.contracts.log.ReadLog;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.platform.RequestHandler;
import mercat.platform.discovery.Directory;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;

/**
 * The one way contexts talk. {@code ask} finds who serves the request, waits at most until the
 * deadline, and repeats once where a repeat may help and can do no harm.
 */
public final class Bus {
  /** The part of the remaining time that one attempt may take, so that a repeat still fits. */
  private static final double ATTEMPT_SHARE = 0.45;

  private static final DeliveryOptions REPLY =
      new DeliveryOptions().setCodecName(EnvelopeCodec.NAME).setTracingPolicy(TracingPolicy.IGNORE);

  private final Vertx vertx;
  private final EventBus eventBus;
  private final Directory directory;
  private final Calls local;
  private final Telemetry telemetry;
  private final AskMeters meters;
  private final Map<String, Target> targets = new ConcurrentHashMap<>();
  private final Map<String, Pressure> pressures = new ConcurrentHashMap<>();
  private final Map<String, RepeatBudget> budgets = new ConcurrentHashMap<>();
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
    this.vertx = vertx;
    this.eventBus = vertx.eventBus();
    this.directory = directory;
    this.telemetry = telemetry;
    this.meters = new AskMeters(telemetry);
    var codec = new EnvelopeCodec(checked);
    this.local = between.apply(new LocalCalls(vertx, codec));
    eventBus.registerCodec(codec);
    directory.onGone(this::abandon);
  }

  /**
   * Asks the context that the request belongs to.
   *
   * @return the reply; or a {@link Failure}: <em>unavailable</em> when nobody serves it,
   *     <em>deadline exceeded</em> when the outcome is unknown, or what the context failed with
   */
  public <R extends mercat.contracts.Message> Future<R> ask(Request<R> request, Call call) {
    var context = contextOf(request);
    long asked = System.nanoTime();
    return meters.time(asked, context, request, call, askAnybody(context, request, call));
  }

  private <R extends mercat.contracts.Message> Future<R> askAnybody(
      String context, Request<R> request, Call call) {
    var pressure = pressure(context);
    var node =
        request instanceof Write && pressure.isHigh() ? gather(context) : choose(context, null);
    if (node == null) {
      return Future.failedFuture(Failure.unavailable(context, null));
    }
    var target = target(context, node);
    pressure.rise();
    return this.<R>attempt(target, request, call, 1)
        .recover(thrown -> repeat(Failure.of(thrown), target, request, call))
        .onComplete(answered -> pressure.fall());
  }

  /**
   * Serves a request on this node. The handler runs on the context of the verticle that calls this.
   *
   * @return completes when every node can reach it
   */
  public <Q extends Request<R>, R extends mercat.contracts.Message> Future<Void> serve(
      String context, Class<Q> type, RequestHandler<Q, Future<R>> handler) {
    var address = Target.addressOf(context, type, directory.self());
    var traced = new TracedHandler<Q, R>(telemetry.traces(), context, type, handler);
    local.serve(address, (request, call) -> handle(type, traced, request, call));
    MessageConsumer<Envelope> consumer =
        eventBus.consumer(address, asked -> serve(type, traced, asked));
    consumers.add(consumer);
    return consumer.completion().onSuccess(found -> served.add(address));
  }

  /** Whether this node is the one that should do what one node of the context should do. */
  public boolean isFirst(String context) {
    return directory.isFirst(context);
  }

  /** Whether anybody serves the context, ready or not. */
  public boolean isServed(String context) {
    return choose(context, null) != null;
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

  /** The state of the breaker before each context and node that was asked. */
  public Map<String, String> breakers() {
    var states = new java.util.TreeMap<String, String>();
    targets.forEach((name, target) ->
        states.put(name, target.state().name().toLowerCase(java.util.Locale.ROOT)));
    return states;
  }

  private <R extends mercat.contracts.Message> Future<R> repeat(
      Failure failure, Target failed, Request<R> request, Call call) {
    boolean mayHelp =
        failure.kind() == FailureKind.UNAVAILABLE
            || failure.kind() == FailureKind.DEADLINE_EXCEEDED;
    var next = mayHelp && !call.deadline().hasPassed() ? choose(failed.context, failed.node) : null;
    if (next == null || !budget(failed.context).spend()) {
      return Future.failedFuture(failure);
    }
    return attempt(target(failed.context, next), request, call, 2);
  }

  private <R extends mercat.contracts.Message> Future<R> attempt(
      Target target, Request<R> request, Call call, int number) {
    var span = asking(target, request, call, number);
    return Spans.endWith(span, attempt(target, request, call.within(span)));
  }

  private Span asking(Target target, Request<?> request, Call call, int attempt) {
    if (!telemetry.traces().records(call.trace())) {
      return Span.getInvalid();
    }
    var destination = target.context + "." + request.getClass().getSimpleName();
    return telemetry
        .traces()
        .start(call.trace(), SpanKind.CLIENT, "ask", destination)
        .setAttribute("messaging.system", "mercat")
        .setAttribute("messaging.operation.type", "send")
        .setAttribute("messaging.operation.name", "ask")
        .setAttribute("messaging.destination.name", destination)
        .setAttribute("mercat.context", call.caller())
        .setAttribute("mercat.node", target.node)
        .setAttribute("mercat.attempt", attempt);
  }

  private <R extends mercat.contracts.Message> Future<R> attempt(
      Target target, Request<R> request, Call call) {
    long remainingMs = call.deadline().remainingMs();
    if (remainingMs <= 0) {
      return Future.failedFuture(Failure.deadlineExceeded(target.context));
    }
    var address = target.address(request.getClass());
    return target.attempt(() ->
        target.node.equals(directory.self())
            ? this.<R>locally(address, request, call)
            : target.bounded(() -> overTheWire(target, address, request, call, remainingMs)));
  }

  // The request names its reply, and the codec's registry holds both to it.
  @SuppressWarnings("unchecked")
  private <R extends mercat.contracts.Message> Future<R> locally(
      String address, Request<R> request, Call call) {
    return local.ask(address, request, call).map(reply -> (R) reply);
  }

  private <R extends mercat.contracts.Message> Future<R> overTheWire(
      Target target, String address, Request<R> request, Call call, long remainingMs) {
    var options =
        new DeliveryOptions()
            .setCodecName(EnvelopeCodec.NAME)
            .setTracingPolicy(TracingPolicy.IGNORE)
            .setSendTimeout(Math.max(1, (long) (remainingMs * ATTEMPT_SHARE)));
    return eventBus
        .<Envelope>request(address, new Envelope.Asked(request, call), options)
        .transform(answered -> this.<R>answer(target, answered.result(), answered.cause()));
  }

  // The request names its reply, and the codec's registry holds both to it.
  @SuppressWarnings("unchecked")
  private <R extends mercat.contracts.Message> Future<R> answer(
      Target target, @Nullable Message<Envelope> answer, @Nullable Throwable lost) {
    if (answer == null) {
      return Future.failedFuture(new Lost(failureOf(target, lost)));
    }
    return switch (answer.body()) {
      case Envelope.Answered(var reply) -> {
        budget(target.context).earn();
        yield Future.succeededFuture((R) reply);
      }
      case Envelope.Failed(var failure) -> Future.failedFuture(failure);
      case Envelope.Asked asked ->
          Future.failedFuture(Failure.internal("a request came as answer", null));
    };
  }

  private <Q extends Request<R>, R extends mercat.contracts.Message> void serve(
      Class<Q> type, RequestHandler<Q, Future<R>> handler, Message<Envelope> message) {
    if (!(message.body() instanceof Envelope.Asked(var request, var call))) {
      message.reply(
          message.body() instanceof Envelope.Failed unreadable
              ? unreadable
              : new Envelope.Failed(Failure.invalid("no request but an answer came")),
          REPLY);
      return;
    }
    if (call.deadline().hasPassed()) {
      message.reply(new Envelope.Failed(Failure.deadlineExceeded(type.getSimpleName())), REPLY);
      return;
    }
    handle(type, handler, request, call)
        .onComplete(
            reply -> message.reply(new Envelope.Answered(reply), REPLY),
            thrown -> message.reply(new Envelope.Failed(Failure.of(thrown)), REPLY));
  }

  private <Q extends Request<R>, R extends mercat.contracts.Message> Future<R> handle(
      Class<Q> type,
      RequestHandler<Q, Future<R>> handler,
      mercat.contracts.Message request,
      Call call) {
    underWay.incrementAndGet();
    Future<R> answered;
    try {
      answered = handler.handle(type.cast(request), call);
    } catch (RuntimeException thrown) {
      answered = Future.failedFuture(thrown);
    }
    return answered.onComplete(done -> underWay.decrementAndGet());
  }

  private static Failure failureOf(Target target, @Nullable Throwable lost) {
    if (lost instanceof ReplyException refused
        && refused.failureType() == ReplyFailure.NO_HANDLERS) {
      return Failure.unavailable(target.context, lost);
    }
    return new Failure(
        FailureKind.DEADLINE_EXCEEDED, target.context + " did not answer in time", lost);
  }

  private @Nullable String choose(String context, @Nullable String not) {
    return directory.choose(context, not, node -> target(context, node).isAvoided());
  }

  private @Nullable String gather(String context) {
    return directory.gather(context, node -> target(context, node).isAvoided());
  }

  private void abandon(String node) {
    targets.values().stream().filter(target -> target.node.equals(node)).forEach(Target::abandon);
  }

  private Target target(String context, String node) {
    return targets.computeIfAbsent(
        context + "@" + node, name -> watched(new Target(vertx, context, node)));
  }

  private Target watched(Target target) {
    var tags = Tags.of("context", target.context, "node", target.node);
    telemetry.metrics().gauge("mercat.bus.breaker", tags, target, Target::openness);
    return target;
  }

  private Pressure pressure(String context) {
    return pressures.computeIfAbsent(context, this::watchedPressure);
  }

  private Pressure watchedPressure(String context) {
    var pressure = new Pressure();
    telemetry
        .metrics()
        .gauge("mercat.bus.gathering", Tags.of("context", context), pressure, Pressure::height);
    return pressure;
  }

  private RepeatBudget budget(String context) {
    return budgets.computeIfAbsent(context, name -> new RepeatBudget());
  }

  private static String contextOf(Request<?> request) {
    return request instanceof ReadLog reading
        ? reading.source()
        : Names.contextOf(request.getClass());
  }
}
