package mercat.edge.http;

import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Telemetry;
import mercat.platform.telemetry.Trace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meters, the first span of each trace, and where somebody wants it a line of the log, for each
 * request but those of prepared responses.
 */
public final class RequestTelemetry {
  private static final Logger LOG = LoggerFactory.getLogger(RequestTelemetry.class);
  private static final String KEY = "mercat.observation";
  private static final String NO_ROUTE = "none";

  /** Those that are told apart: clients may make up any other. */
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS);

  /** Seconds, as the conventions for HTTP servers have them. */
  private static final Duration[] BUCKETS =
      DoubleStream.of(.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10)
          .mapToObj(seconds -> Duration.ofMillis((long) (seconds * 1_000)))
          .toArray(Duration[]::new);

  private final Telemetry telemetry;
  private final Map<String, Meters> meters = new ConcurrentHashMap<>();

  private record Meters(Timer requests, Timer duration) {}

  /**
   * One request from its arrival to its response.
   *
   * @param route the template of its path, {@code none} when it has none
   * @param span its work, ended with the response
   * @param trace the trace that all it leads to belongs to
   */
  record Observation(
      HttpServerRequest request, String route, Timer.Sample began, Span span, String trace) {}

  public RequestTelemetry(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  public Handler<RoutingContext> of(String route) {
    return ctx -> {
      ctx.put(KEY, begin(ctx.request(), route));
      ctx.next();
    };
  }

  /** What was begun for a request, null when it has come to no operation. */
  static @Nullable Observation observation(RoutingContext ctx) {
    return ctx.get(KEY);
  }

  /** The trace that a request belongs to, empty when it has come to no operation. */
  public static String trace(RoutingContext ctx) {
    var observation = observation(ctx);
    return observation == null ? "" : observation.trace();
  }

  void unrouted(HttpServerRequest request) {
    end(
        new Observation(
            request,
            NO_ROUTE,
            Timer.start(telemetry.metrics()),
            Span.getInvalid(),
            Trace.unsampled()));
  }

  /** Whether a trace is recorded is decided here. */
  private Observation begin(HttpServerRequest request, String route) {
    var began = Timer.start(telemetry.metrics());
    var caller = callerOf(request);
    var span = telemetry.traces().begin(caller, SpanKind.SERVER, method(request, "HTTP"), route);
    if (!span.isRecording()) {
      return new Observation(request, route, began, span, Trace.unsampled(caller));
    }
    span.setAttribute("http.request.method", method(request, "_OTHER"))
        .setAttribute("http.route", route)
        .setAttribute("url.scheme", "http")
        .setAttribute("url.path", String.valueOf(request.path()))
        .setAttribute("server.port", request.localAddress().port())
        .setAttribute("network.protocol.version", version(request))
        .setAttribute("mercat.request.id", id(request));
    return new Observation(request, route, began, span, Spans.traceOf(span, ""));
  }

  /** The response has its status and is about to be sent. */
  void end(Observation observation) {
    int status = observation.request().response().getStatusCode();
    var meters = meters(observation, status);
    long nanos = observation.began().stop(meters.requests());
    telemetry.traces().record(meters.duration(), nanos, observation.trace());
    var span = observation.span();
    if (span.isRecording()) {
      span.setAttribute("http.response.status_code", status);
      if (status >= 500) {
        Spans.fail(span, String.valueOf(status));
      }
      span.end();
    }
    if (LOG.isDebugEnabled()) {
      Trace.on(LOG.atDebug(), observation.trace())
          .addKeyValue("http.request.id", id(observation.request()))
          .addKeyValue("http.request.method", method(observation.request(), "_OTHER"))
          .addKeyValue("http.route", observation.route())
          .addKeyValue("http.response.status_code", status)
          .addKeyValue("duration_ms", nanos / 1_000_000)
          .log("answered");
    }
  }

  private Meters meters(Observation observation, int status) {
    var method = method(observation.request(), "other");
    return meters.computeIfAbsent(
        observation.route() + " " + method + " " + status,
        absent ->
            new Meters(
                Timer.builder("mercat.edge.requests")
                    .tag("route", observation.route())
                    .tag("method", method)
                    .tag("status", String.valueOf(status))
                    .register(telemetry.metrics()),
                Timer.builder("http.server.request.duration")
                    .tag("http.route", observation.route())
                    .tag("http.request.method", method(observation.request(), "_OTHER"))
                    .tag("http.response.status_code", String.valueOf(status))
                    .serviceLevelObjectives(BUCKETS)
                    .register(telemetry.metrics())));
  }

  private static @Nullable String callerOf(HttpServerRequest request) {
    var given = request.getHeader("traceparent");
    return given != null && Trace.isValid(given) ? given : null;
  }

  private static String version(HttpServerRequest request) {
    return switch (request.version()) {
      case HTTP_1_0 -> "1.0";
      case HTTP_1_1 -> "1.1";
      case HTTP_2 -> "2";
    };
  }

  private static String id(HttpServerRequest request) {
    return String.valueOf(request.response().headers().get(CommonHeaders.REQUEST_ID));
  }

  private static String method(HttpServerRequest request, String other) {
    return METHODS.contains(request.method()) ? request.method().name() : other;
  }
}
