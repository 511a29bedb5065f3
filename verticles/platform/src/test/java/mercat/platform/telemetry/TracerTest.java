package mercat.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.IntStream;
import mercat.platform.Call;
import mercat.platform.Failure;
import org.junit.jupiter.api.Test;

class TracerTest {
  private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static final int TIMES = 100_000;

  private final Collected collected = new Collected(CompletableResultCode::ofSuccess);
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(collected)).build();

  private Tracer tracer(double ratio, boolean trustsCallers) {
    return new RecordingTracer(provider.get("test"), ratio, trustsCallers, new Exemplars());
  }

  @Test
  void recordsAChildUnderTheParentThatIsNamed() {
    var tracer = tracer(1, false);
    var root = tracer.begin(null, Role.SERVER, "POST", "/v1/orders");
    var child = tracer.start(root.trace(""), Role.INTERNAL, "mailbox", "orders.StoreOrders");
    child.put("text", "word").put("number", 7).end();
    root.end();
    var told = collected.named("mailbox orders.StoreOrders");
    assertThat(told.getParentSpanId()).isEqualTo(Trace.spanId(root.trace("")));
    assertThat(told.getTraceId()).isEqualTo(Trace.id(root.trace("")));
    assertThat(told.getAttributes().get(AttributeKey.stringKey("text"))).isEqualTo("word");
    assertThat(told.getAttributes().get(AttributeKey.longKey("number"))).isEqualTo(7);
    assertThat(collected.named("POST /v1/orders").getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void recordsNothingOfATraceThatIsNotSampled() {
    var span = tracer(1, false).start(Trace.unsampled(), Role.CLIENT, "ask", "somebody");
    assertThat(span).isSameAs(Span.NONE);
    var call = Call.bySystem("test", Duration.ofSeconds(1));
    assertThat(call.within(span)).isSameAs(call);
    assertThat(span.trace(CALLER)).isSameAs(CALLER);
  }

  @Test
  void keepsAStrangersTraceButDecidesItself() {
    assertThat(tracer(0, false).begin(CALLER, Role.SERVER, "GET", "/")).isSameAs(Span.NONE);
    var recorded = tracer(1, false).begin(Trace.unsampled(CALLER), Role.SERVER, "GET", "/");
    assertThat(Trace.id(recorded.trace(""))).isEqualTo(Trace.id(CALLER));
    recorded.end();
    assertThat(collected.named("GET /").getParentSpanId()).isEqualTo(Trace.spanId(CALLER));
  }

  @Test
  void letsATrustedCallerDecide() {
    var tracer = tracer(1, true);
    assertThat(tracer.begin(Trace.unsampled(CALLER), Role.SERVER, "GET", "/")).isSameAs(Span.NONE);
    assertThat(tracer(0, true).begin(CALLER, Role.SERVER, "GET", "/").isRecorded()).isTrue();
  }

  @Test
  void samplesAboutTheRatio() {
    var tracer = tracer(0.1, false);
    long sampled =
        IntStream.range(0, 10_000)
            .filter(i -> tracer.begin(null, Role.SERVER, "GET", "/").isRecorded())
            .count();
    assertThat(sampled).isBetween(800L, 1_200L);
  }

  @Test
  void allocatesNothingForWhatIsNotRecorded() {
    var tracer = tracer(0, false);
    var call = Call.bySystem("test", Duration.ofMinutes(1));
    var answer = Future.succeededFuture("done");
    passUnrecorded(tracer, call, answer);
    var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    int passed = passUnrecorded(tracer, call, answer);
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;
    assertThat(passed).isEqualTo(TIMES);
    assertThat(allocated).as("bytes for %d spans", TIMES).isLessThan(TIMES / 10);
  }

  /** What a request passes on its way through asks, mailboxes and transactions; how often. */
  @CanIgnoreReturnValue
  @SuppressWarnings("ReferenceEquality") // the same object, not a copy, is what is claimed
  private static int passUnrecorded(Tracer tracer, Call call, Future<String> answer) {
    int passed = 0;
    for (int i = 0; i < TIMES; i++) {
      var span = tracer.start(call.trace(), Role.INTERNAL, "mailbox", "orders.StoreOrders");
      span.put("number", i);
      if (call.within(span) == call && span.over(answer) == answer) {
        passed++;
      }
      span.end();
    }
    return passed;
  }

  @Test
  void endsWithTheResultAndSaysHowItFailed() {
    var tracer = tracer(1, false);
    var promise = Promise.<String>promise();
    var answer = tracer.begin(null, Role.CLIENT, "ask", "inventory").over(promise.future());
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
    var tracer = tracer(1, false);
    var first = tracer.begin(null, Role.INTERNAL, "first", "request");
    var second = tracer.begin(null, Role.INTERNAL, "second", "request");
    var causes = new Causes(3);
    causes.add("unrecorded", Trace.unsampled());
    causes.add(Span.NONE);
    causes.add("first", first.trace(""));
    causes.add(first);
    causes.add("second", second.trace(""));
    causes.add(second);
    var transaction = causes.transaction(tracer, "orders");
    transaction.end();
    first.end();
    second.end();

    var told = collected.named("transaction orders");
    assertThat(told.getParentSpanId()).isEqualTo(Trace.spanId(first.trace("")));
    assertThat(told.getAttributes().get(AttributeKey.stringKey("db.system.name")))
        .isEqualTo("postgresql");
    assertThat(told.getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly(Trace.spanId(second.trace("")));
    assertThat(collected.named("second request").getLinks())
        .extracting(LinkData::getSpanContext)
        .containsExactly(told.getSpanContext());
    assertThat(causes.traceOf("second")).isEqualTo(second.trace(""));
    assertThat(causes.traceOf("stranger")).isEmpty();
  }

  @Test
  void startsNoTransactionSpanWhereNothingIsRecorded() {
    var causes = new Causes(1);
    causes.add("cause", Trace.unsampled());
    causes.add(Span.NONE);
    assertThat(causes.transaction(tracer(1, false), "orders")).isSameAs(Span.NONE);
    assertThat(collected.spans).isEmpty();
  }
}
