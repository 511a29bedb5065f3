package mercat.platform.bus;

import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;
import mercat.contracts.Write;
import mercat.contracts.log.Addressed;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.platform.discovery.Directory;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;

/**
 * The asking side of the bus: chooses the node, waits for its response within the deadline, and
 * repeats once where a repeat may help and can do no harm.
 */
final class Asker {
  /** The part of the remaining time that one attempt may take, so that a repeat still fits. */
  private static final double ATTEMPT_SHARE = 0.45;

  /**
   * What an attempt must have waited for a repeat to follow. Whoever waits less chose so outside,
   * and does not use up what others' repeats are allowed.
   */
  private static final long REPEATED_AFTER_MS = 1_000;

  private final Vertx vertx;
  private final Directory directory;
  private final Calls local;
  private final Telemetry telemetry;
  private final Map<String, AskedContext> contexts = new ConcurrentHashMap<>();

  Asker(Vertx vertx, Directory directory, Calls local, Telemetry telemetry) {
    this.vertx = vertx;
    this.directory = directory;
    this.local = local;
    this.telemetry = telemetry;
    directory.onGone(node -> contexts.values().forEach(context -> context.abandon(node)));
  }

  <R extends mercat.contracts.Message> Future<R> ask(Request<R> request, Call call) {
    var context = context(contextOf(request));
    long asked = System.nanoTime();
    return context.time(asked, request, call, askAnyNode(context, request, call));
  }

  /** Whether anybody serves the context, ready or not. */
  boolean isServed(String context) {
    return choose(context(context), null) != null;
  }

  /** The state of the breaker before each context and node that was asked. */
  Map<String, String> breakers() {
    var states = new TreeMap<String, String>();
    contexts.values().forEach(context -> context.addBreakersTo(states));
    return states;
  }

  private <R extends mercat.contracts.Message> Future<R> askAnyNode(
      AskedContext context, Request<R> request, Call call) {
    var node =
        request instanceof Write && context.routing.isSingleWriter()
            ? directory.chooseWriter(context.name, context::isAvoided)
            : choose(context, null);
    if (node == null) {
      return Future.failedFuture(Failure.unavailable(context.name, null));
    }
    context.routing.begin();
    return this.<R>attempt(context, node, request, call, 1)
        .recover(thrown -> repeat(Failure.of(thrown), context, node, request, call))
        .onComplete(answered -> context.routing.end());
  }

  private <R extends mercat.contracts.Message> Future<R> repeat(
      Failure failure, AskedContext context, String failed, Request<R> request, Call call) {
    boolean mayHelp =
        isRepeatable(request)
            && (failure.kind() == FailureKind.UNAVAILABLE
                || (failure.kind() == FailureKind.DEADLINE_EXCEEDED
                    && call.deadline().remainingMs() >= REPEATED_AFTER_MS));
    var next = mayHelp && !call.deadline().hasPassed() ? choose(context, failed) : null;
    if (next == null || !(isSelf(next) || context.repeats.spend())) {
      return Future.failedFuture(failure);
    }
    return this.<R>attempt(context, next, request, call, 2)
        .recover(thrown -> Future.failedFuture(outcome(failure, Failure.of(thrown))));
  }

  /** Whether a second attempt is answered as the first was. */
  static boolean isRepeatable(Request<?> request) {
    return !(request instanceof OnceOnly once && once.usesSomethingUp());
  }

  /** What is known after two attempts: that the second did nothing says nothing of the first. */
  static Failure outcome(Failure first, Failure second) {
    boolean didNothing =
        second.kind() == FailureKind.OVERLOADED || second.kind() == FailureKind.UNAVAILABLE;
    return didNothing && first.kind() == FailureKind.DEADLINE_EXCEEDED ? first : second;
  }

  private <R extends mercat.contracts.Message> Future<R> attempt(
      AskedContext context, String node, Request<R> request, Call call, int number) {
    long remainingMs = call.deadline().remainingMs();
    if (remainingMs <= 0) {
      return Future.failedFuture(Failure.deadlineExceeded(context.name));
    }
    var span =
        telemetry
            .traces()
            .startMessage(
                call.trace(),
                SpanKind.CLIENT,
                "ask",
                call.caller(),
                context.name,
                request.getClass())
            .setAttribute("mercat.node", node)
            .setAttribute("mercat.attempt", number);
    return Spans.endWith(
        span,
        isSelf(node)
            ? locally(context, request, call.within(span))
            : overTheWire(context.on(node), request, call.within(span), remainingMs));
  }

  // The request names its reply, and the codec's registry holds both to it.
  @SuppressWarnings("unchecked")
  private <R extends mercat.contracts.Message> Future<R> locally(
      AskedContext context, Request<R> request, Call call) {
    return local.ask(context.here(request.getClass()), request, call).map(reply -> (R) reply);
  }

  private <R extends mercat.contracts.Message> Future<R> overTheWire(
      Target target, Request<R> request, Call call, long remainingMs) {
    var address = target.address(request.getClass());
    return target.attempt(
        Math.max(1, (long) (remainingMs * ATTEMPT_SHARE)),
        remainingMs,
        responseMs ->
            vertx
                .eventBus()
                .<Envelope>request(
                    address,
                    new Envelope.Asked(request, call),
                    new DeliveryOptions()
                        .setCodecName(EnvelopeCodec.NAME)
                        .setTracingPolicy(TracingPolicy.IGNORE)
                        .setSendTimeout(responseMs))
                .transform(response -> this.<R>reply(target, response.result(), response.cause())));
  }

  // The request names its reply, and the codec's registry holds both to it.
  @SuppressWarnings("unchecked")
  private <R extends mercat.contracts.Message> Future<R> reply(
      Target target, @Nullable Message<Envelope> response, @Nullable Throwable thrown) {
    if (response == null) {
      return Future.failedFuture(failureOf(target, thrown));
    }
    return switch (response.body()) {
      case Envelope.Answered(var reply) -> {
        context(target.context).repeats.earn();
        yield Future.succeededFuture((R) reply);
      }
      case Envelope.Failed(var failure) -> Future.failedFuture(failure);
      case Envelope.Asked asked ->
          Future.failedFuture(Failure.internal("a request came as the response", null));
    };
  }

  /** A word of a later version has no handler on a node that is well: no loss. */
  private static RuntimeException failureOf(Target target, @Nullable Throwable thrown) {
    if (thrown instanceof ReplyException refused
        && refused.failureType() == ReplyFailure.NO_HANDLERS) {
      return Failure.unavailable(target.context, thrown);
    }
    return new Target.NoResponseException(
        new Failure(
            FailureKind.DEADLINE_EXCEEDED, target.context + " did not answer in time", thrown));
  }

  private boolean isSelf(String node) {
    return node.equals(directory.self());
  }

  private @Nullable String choose(AskedContext context, @Nullable String not) {
    return directory.choose(context.name, not, context::isAvoided);
  }

  private AskedContext context(String name) {
    return contexts.computeIfAbsent(
        name, first -> new AskedContext(name, directory.self(), vertx, telemetry));
  }

  private static String contextOf(Request<?> request) {
    return request instanceof Addressed addressed
        ? addressed.context()
        : Names.contextOf(request.getClass());
  }
}
