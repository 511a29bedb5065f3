package mercat.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import mercat.platform.Call;
import mercat.platform.Failure;
import org.junit.jupiter.api.Test;

class TracesTest {
  private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static final int TIMES = 100_000;

  private final Collected collected = new Collected(CompletableResultCode::ofSuccess);
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder()
          .setSampler(Sampler.alwaysOn())
          .addSpanProcessor(SimpleSpanProcessor.create(collected))
          .build();

  private final Traces traces = traces(1, false);

  private Traces traces(double ratio, boolean trustsCallers) {
    return Traces.recordedBy(provider.get("test"), ratio, trustsCallers, new Exemplars());
  }

  @Test
  void recordsAChildUnderTheParentThatIsNamed() {
    var root = traces.begin(null, SpanKind.SERVER, "POST", "/v1/orders");
    var child =
        traces.start(Spans.traceOf(root, ""), SpanKind.INTERNAL, "mailbox", "orders.StoreOrders");
    child.setAttribute("text", "word").setAttribute("number", 7).end();
    root.end();
    var told = collected.named("mailbox orders.StoreOrders");
    assertThat(told.getParentSpanId()).isEqualTo(Trace.spanId(Spans.traceOf(root, "")));
    assertThat(told.getTraceId()).isEqualTo(Trace.id(Spans.traceOf(root, "")));
    assertThat(told.getAttributes().get(AttributeKey.stringKey("text"))).isEqualTo("word");
    assertThat(told.getAttributes().get(AttributeKey.longKey("number"))).isEqualTo(7);
    assertThat(collected.named("POST /v1/orders").getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void recordsNothingOfATraceThatIsNotSampled() {
    var span = traces.start(Trace.unsampled(), SpanKind.CLIENT, "ask", "somebody");
    assertThat(span).isSameAs(Span.getInvalid());
    var call = Call.bySystem("test", Duration.ofSeconds(1));
    assertThat(call.within(span)).isSameAs(call);
    assertThat(Spans.traceOf(span, CALLER)).isSameAs(CALLER);
  }

  @Test
  void keepsAStrangersTraceButDecidesItself() {
    assertThat(traces(0, false).begin(CALLER, SpanKind.SERVER, "GET", "/"))
        .isSameAs(Span.getInvalid());
    var recorded = traces.begin(Trace.unsampled(CALLER), SpanKind.SERVER, "GET", "/");
    assertThat(Trace.id(Spans.traceOf(recorded, ""))).isEqualTo(Trace.id(CALLER));
    recorded.end();
    assertThat(collected.named("GET /").getParentSpanId()).isEqualTo(Trace.spanId(CALLER));
  }

  @Test
  void letsATrustedCallerDecide() {
    var traces = traces(1, true);
    assertThat(traces.begin(Trace.unsampled(CALLER), SpanKind.SERVER, "GET", "/"))
        .isSameAs(Span.getInvalid());
    assertThat(traces(0, true).begin(CALLER, SpanKind.SERVER, "GET", "/").isRecording()).isTrue();
  }

  @Test
  void samplesAboutTheRatio() {
    var traces = traces(0.1, false);
    long sampled =
        IntStream.range(0, 10_000)
            .filter(i -> traces.begin(null, SpanKind.SERVER, "GET", "/").isRecording())
            .count();
    assertThat(sampled).isBetween(800L, 1_200L);
  }

  @Test
  void allocatesNothingForWhatIsNotRecorded() {
    var traces = traces(0, false);
    var call = Call.bySystem("test", Duration.ofMinutes(1));
    var answer = Future.succeededFuture("done");
    passUnrecorded(traces, call, answer);
    var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    int passed = passUnrecorded(traces, call, answer);
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;
    assertThat(passed).isEqualTo(TIMES);
    assertThat(allocated).as("bytes for %d spans", TIMES).isLessThan(TIMES / 10);
  }

  /** What a request passes on its way through asks, mailboxes and transactions; how often. */
  @CanIgnoreReturnValue
  @SuppressWarnings("ReferenceEquality") // the same object, not a copy, is what is claimed
  private static int passUnrecorded(Traces traces, Call call, Future<String> answer) {
    int passed = 0;
    for (int i = 0; i < TIMES; i++) {
      var span = traces.start(call.trace(), SpanKind.INTERNAL, "mailbox", "orders.StoreOrders");
      span.setAttribute("number", i);
      if (call.within(span) == call && Spans.endWith(span, answer) == answer) {
        passed++;
      }
      span.end();
    }
    return passed;
  }

  @Test
  void endsWithTheResultAndSaysHowItFailed() {
    var promise = Promise.<String>promise();
    var span = traces.begin(null, SpanKind.CLIENT, "ask", "inventory");
    var answer = Spans.endWith(span, promise.future());
    assertThat(collected.spans).isEmpty();
    promise.fail(Failure.overloaded("a buyer's name"));
    assertThat(answer.failed()).isTrue();
    var told = collected.named("ask inventory");
    assertThat(told.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(told.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("overloaded");
    assertThat(told.toString()).doesNotContain("a buyer's name");
  }

  @Test
  void tiesTheRequestsThatOneTransactionDecides() {
    var first = traces.begin(null, SpanKind.INTERNAL, "first", "request");
    var second = traces.begin(null, SpanKind.INTERNAL, "second", "request");
    var links = new TraceLinks(3, List.of(first, second));
    var transaction = links.startTransaction(traces, "orders");
    transaction.end();
    first.end();
    second.end();

    var told = collected.named("transaction orders");
    assertThat(told.getParentSpanId()).isEqualTo(Trace.spanId(Spans.traceOf(first, "")));
    assertThat(told.getAttributes().get(AttributeKey.stringKey("db.system.name")))
        .isEqualTo("postgresql");
    assertThat(told.getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly(Trace.spanId(Spans.traceOf(second, "")));
    assertThat(collected.named("second request").getLinks())
        .extracting(LinkData::getSpanContext)
        .containsExactly(told.getSpanContext());
    assertThat(told.getAttributes().get(AttributeKey.longKey("mercat.causes"))).isEqualTo(3);
  }

  @Test
  void startsNoTransactionSpanWhereNothingIsRecorded() {
    var links = new TraceLinks(1, List.of());
    assertThat(links.startTransaction(traces, "orders")).isSameAs(Span.getInvalid());
    assertThat(collected.spans).isEmpty();
  }
}
