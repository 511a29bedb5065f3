package mercat.payments.stripe;

import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.platform.BoundedHttp.Response;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeBreakerTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration BRIEF = Duration.ofMillis(20);

  @AutoClose private final Vertx vertx = Vertx.vertx();

  private final AtomicInteger sent = new AtomicInteger();

  private StripeBreaker breaker(Duration rest) {
    return new StripeBreaker(vertx, rest, LONG, Duration.ofSeconds(1));
  }

  private static Response response(int status) {
    return new Response(status, "", Buffer.buffer(), true);
  }

  private Future<Response> call(StripeBreaker breaker, Future<Response> answer) {
    return breaker.call(() -> {
      sent.incrementAndGet();
      return answer;
    });
  }

  private void answer(StripeBreaker breaker, int times, Future<Response> answer) {
    IntStream.range(0, times)
        .forEach(each -> assertThat(end(call(breaker, answer))).isEqualTo(answer.succeeded()));
  }

  /** Whether it was answered. */
  private static boolean end(Future<?> call) {
    return get(call.transform(ended -> Future.succeededFuture(ended.succeeded())));
  }

  private void assertRefusedUnsent(StripeBreaker breaker) {
    int before = sent.get();
    var refused = call(breaker, Future.succeededFuture(response(200)));
    assertThat(end(refused)).isFalse();
    assertThat(Failure.of(refused.cause()).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(sent).hasValue(before);
  }

  private static void awaitState(StripeBreaker breaker, CircuitBreakerState state) {
    await().atMost(SOON).until(() -> breaker.state() == state);
  }

  private StripeBreaker opened(Duration rest) {
    var breaker = breaker(rest);
    answer(breaker, 5, Future.failedFuture(new ConnectException("refused")));
    return breaker;
  }

  static Stream<Future<Response>> losses() {
    return Stream.of(
        Future.failedFuture(new TimeoutException("no answer within 5000 ms")),
        Future.failedFuture(new ConnectException("refused")),
        Future.succeededFuture(response(500)),
        Future.succeededFuture(response(503)),
        Future.succeededFuture(response(429)),
        Future.succeededFuture(new Response(200, "", Buffer.buffer(), false)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void opensAfterFiveLossesInARow(Future<Response> loss) {
    var breaker = breaker(LONG);
    answer(breaker, 4, loss);
    answer(breaker, 1, Future.succeededFuture(response(200)));
    answer(breaker, 4, loss);
    assertThat(breaker.state()).isEqualTo(CircuitBreakerState.CLOSED);
    answer(breaker, 1, loss);
    assertThat(breaker.state()).isEqualTo(CircuitBreakerState.OPEN);
    assertRefusedUnsent(breaker);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 402, 403, 404, 409})
  void staysClosedWhateverIsSaidOfAPayment(int status) {
    var breaker = breaker(LONG);
    for (int round = 0; round < 3; round++) {
      answer(breaker, 4, Future.succeededFuture(response(500)));
      answer(breaker, 6, Future.succeededFuture(response(status)));
    }
    assertThat(breaker.state()).isEqualTo(CircuitBreakerState.CLOSED);
  }

  @Test
  void countsNoCallThatWeCouldNotSendOurselves() {
    var breaker = breaker(LONG);
    answer(breaker, 20, Future.failedFuture(new ConnectionPoolTooBusyException("64 wait")));
    assertThat(breaker.state()).isEqualTo(CircuitBreakerState.CLOSED);
  }

  /** A caller's deadline is their own affair: the call's own end counts. */
  @Test
  void countsNoCallerWhoGaveUp() {
    var breaker = breaker(LONG);
    var answers = Stream.generate(Promise::<Response>promise).limit(20).toList();
    for (var answer : answers) {
      assertThat(end(call(breaker, answer.future()).timeout(1, TimeUnit.MILLISECONDS))).isFalse();
    }
    assertThat(breaker.state()).isEqualTo(CircuitBreakerState.CLOSED);
    answers.subList(0, 15).forEach(answer -> answer.complete(response(200)));
    assertThat(breaker.state()).isEqualTo(CircuitBreakerState.CLOSED);
    answers.subList(15, 20).forEach(answer -> answer.fail(new TimeoutException("5000 ms")));
    assertThat(breaker.state()).isEqualTo(CircuitBreakerState.OPEN);
  }

  @Test
  void triesOneCallAndCloses() {
    var breaker = opened(BRIEF);
    awaitState(breaker, CircuitBreakerState.HALF_OPEN);
    var probe = Promise.<Response>promise();
    var tried = call(breaker, probe.future());
    assertRefusedUnsent(breaker);
    probe.complete(response(402));
    assertThat(end(tried)).isTrue();
    awaitState(breaker, CircuitBreakerState.CLOSED);
    answer(breaker, 4, Future.succeededFuture(response(500)));
    assertThat(breaker.state())
        .as("losses of before do not count")
        .isEqualTo(CircuitBreakerState.CLOSED);
  }

  @Test
  void opensAgainWhenTheOneCallIsLost() {
    var breaker = opened(BRIEF);
    for (var loss : losses().toList()) {
      awaitState(breaker, CircuitBreakerState.HALF_OPEN);
      var tried = call(breaker, loss);
      assertThat(end(tried)).isEqualTo(loss.succeeded());
      assertThat(tried.result()).as("told as it was answered").isEqualTo(loss.result());
      assertThat(breaker.state()).isNotEqualTo(CircuitBreakerState.CLOSED);
    }
    awaitState(breaker, CircuitBreakerState.HALF_OPEN);
    answer(breaker, 1, Future.succeededFuture(response(200)));
    awaitState(breaker, CircuitBreakerState.CLOSED);
  }

  /** Of a hundred that were on their way, the first five open it; the others say nothing new. */
  @Test
  void isNotOpenedAgainByWhatWasOnItsWay() {
    var breaker = breaker(BRIEF);
    var late = Stream.generate(Promise::<Response>promise).limit(20).toList();
    late.forEach(each -> call(breaker, each.future()).onFailure(lost -> {}));
    late.subList(0, 5).forEach(each -> each.fail(new TimeoutException("5000 ms")));
    awaitState(breaker, CircuitBreakerState.HALF_OPEN);
    late.subList(5, 20).forEach(each -> each.fail(new TimeoutException("5000 ms")));
    assertThat(breaker.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
    answer(breaker, 1, Future.succeededFuture(response(200)));
    awaitState(breaker, CircuitBreakerState.CLOSED);
  }

  /** The longest pause here is a second. */
  @ParameterizedTest
  @CsvSource({"503, 1", "429, 999999999"})
  void pausesForAsLongAsItIsAsked(int status, String wish) {
    var breaker = breaker(LONG);
    answer(breaker, 1, Future.succeededFuture(new Response(status, wish, Buffer.buffer(), true)));
    awaitState(breaker, CircuitBreakerState.CLOSED);
    answer(breaker, 1, Future.succeededFuture(response(200)));
  }

  @Test
  void sendsNothingDuringAPause() {
    var breaker = new StripeBreaker(vertx, BRIEF, LONG, LONG);
    answer(breaker, 1, Future.succeededFuture(new Response(429, "60", Buffer.buffer(), true)));
    assertThat(breaker.state()).isEqualTo(CircuitBreakerState.OPEN);
    assertRefusedUnsent(breaker);
  }

  @Test
  void pausesForNoOtherWish() {
    var breaker = breaker(LONG);
    for (var wish : List.of("", "0", "-1", "1.5", "soon", "9999999999", "1, 60")) {
      answer(breaker, 1, Future.succeededFuture(new Response(429, wish, Buffer.buffer(), true)));
      answer(breaker, 1, Future.succeededFuture(new Response(200, "60", Buffer.buffer(), true)));
    }
    assertThat(breaker.state()).isEqualTo(CircuitBreakerState.CLOSED);
  }
}
