package mercat.edge;

import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
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
 * What an HTTP server tells of the requests it answers: meters, the first span of each trace, and a
 * line of the log where somebody wants it.
 */
final class Visits {
  private static final Logger LOG = LoggerFactory.getLogger(Visits.class);

  /** Those that are told apart: clients may make up any other. */
  private static final Set<HttpMethod> METHODS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE);

  /** Seconds, as the conventions for HTTP servers have them. */
  private static final Duration[] BUCKETS =
      DoubleStream.of(.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10)
          .mapToObj(seconds -> Duration.ofMillis((long) (seconds * 1_000)))
          .toArray(Duration[]::new);

  private final Telemetry telemetry;
  private final Map<String, Meters> meters = new ConcurrentHashMap<>();

  private record Meters(Timer requests, Timer duration) {}

  Visits(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  Timer.Sample clock() {
    return Timer.start(telemetry.metrics());
  }

  /** A request whose head could not be read: nothing in it is believed. */
  Visit unreadable(HttpServerRequest request, String id, Timer.Sample began) {
    return new Visit(request, Visit.NO_ROUTE, id, began, Span.getInvalid(), Trace.unsampled());
  }

  /** A request that is about to be answered. Whether its trace is recorded is decided here. */
  Visit begin(HttpServerRequest request, String route, String id, Timer.Sample began) {
    var caller = callerOf(request);
    var span = telemetry.traces().begin(caller, SpanKind.SERVER, method(request, "HTTP"), route);
    if (!span.isRecording()) {
      return new Visit(request, route, id, began, span, Trace.unsampled(caller));
    }
    span.setAttribute("http.request.method", method(request, "_OTHER"))
        .setAttribute("http.route", route)
        .setAttribute("url.scheme", "http")
        .setAttribute("url.path", String.valueOf(request.path()))
        .setAttribute("server.port", request.localAddress().port())
        .setAttribute(
            "network.protocol.version", request.version() == HttpVersion.HTTP_1_0 ? "1.0" : "1.1")
        .setAttribute("mercat.request.id", id);
    return new Visit(request, route, id, began, span, Spans.traceOf(span, ""));
  }

  /** The request is answered with a status. */
  void end(Visit visit, int status) {
    var meters = meters(visit, status);
    long nanos = visit.began().stop(meters.requests());
    telemetry.traces().record(meters.duration(), nanos, visit.trace());
    if (visit.span().isRecording()) {
      end(visit.span(), status);
    }
    if (LOG.isDebugEnabled()) {
      Trace.on(LOG.atDebug(), visit.trace())
          .addKeyValue("http.request.id", visit.id())
          .addKeyValue("http.request.method", method(visit.request(), "_OTHER"))
          .addKeyValue("http.route", visit.route())
          .addKeyValue("http.response.status_code", status)
          .addKeyValue("duration_ms", nanos / 1_000_000)
          .log("answered");
    }
  }

  private static void end(Span span, int status) {
    span.setAttribute("http.response.status_code", status);
    if (status >= 500) {
      Spans.fail(span, String.valueOf(status));
    }
    span.end();
  }

  private Meters meters(Visit visit, int status) {
    var method = method(visit.request(), "other");
    return meters.computeIfAbsent(
        visit.route() + " " + method + " " + status, absent -> make(visit, method, status));
  }

  private Meters make(Visit visit, String method, int status) {
    var metrics = telemetry.metrics();
    return new Meters(
        metrics.timer(
            "mercat.edge.requests",
            "route",
            visit.route(),
            "method",
            method,
            "status",
            String.valueOf(status)),
        Timer.builder("http.server.request.duration")
            .tag("http.route", visit.route())
            .tag("http.request.method", method(visit.request(), "_OTHER"))
            .tag("http.response.status_code", String.valueOf(status))
            .serviceLevelObjectives(BUCKETS)
            .register(metrics));
  }

  private static @Nullable String callerOf(HttpServerRequest request) {
    var given = request.getHeader("traceparent");
    return given != null && Trace.isValid(given) ? given : null;
  }

  private static String method(HttpServerRequest request, String other) {
    return METHODS.contains(request.method()) ? request.method().name() : other;
  }
}
