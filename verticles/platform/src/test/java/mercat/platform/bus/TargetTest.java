package mercat.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
  @AutoClose private final Vertx vertx = Vertx.vertx();
  private final Target target = new Target(vertx, "orders", "n1");

  @Test
  void isAvoidedAfterFiveLossesInARow() {
    times(4, this::lose);
    assertThat(target.isAvoided()).isFalse();
    lose();
    assertThat(target.isAvoided()).isTrue();
    assertThat(target.state()).isEqualTo(CircuitBreakerState.OPEN);
    var refused = attempt(Future.succeededFuture("never asked"));
    assertThat(Failure.of(refused.cause()).kind()).isEqualTo(FailureKind.UNAVAILABLE);
  }

  @Test
  void forgivesLossesBetweenWhichSomethingWasAnswered() {
    times(4, this::lose);
    assertThat(attempt(Future.succeededFuture("yes")).result()).isEqualTo("yes");
    times(4, this::lose);
    var no = attempt(Future.failedFuture(Failure.overloaded("orders")));
    assertThat(no.failed()).as("a failure that was answered is an answer").isTrue();
    times(4, this::lose);
    assertThat(target.isAvoided()).isFalse();
  }

  @Test
  void countsNoCallerWhoGaveUpBeforeANodeHadToRespond() {
    var responses = new ArrayList<Promise<String>>();
    for (int i = 0; i < 20; i++) {
      var gaveUp =
          target.<String>attempt(
              1,
              100,
              responseMs -> {
                assertThat(responseMs)
                    .as("the full time, however short the deadline")
                    .isEqualTo(1_100);
                responses.add(Promise.promise());
                return responses.getLast().future();
              });
      var thrown = gaveUp.transform(ended -> Future.succeededFuture(ended.cause())).await();
      assertThat(Failure.of(thrown).kind()).isEqualTo(FailureKind.DEADLINE_EXCEEDED);
    }
    assertThat(target.isAvoided()).isFalse();
    responses.subList(0, 15).forEach(response -> response.complete("late"));
    assertThat(target.isAvoided()).isFalse();
    responses.subList(15, 20).forEach(response -> response.fail(noResponse()));
    assertThat(target.isAvoided()).as("those had no response at all").isTrue();
  }

  @ParameterizedTest
  @CsvSource({"4500, 10000, 4500", "1350, 3000, 4000", "27000, 60000, 27000", "45, 100, 1100"})
  void waitsForAResponseAsLongAsAPeerMayTake(long patienceMs, long remainingMs, long expectedMs) {
    var asked = new AtomicLong();
    var answered =
        target.attempt(
            patienceMs,
            remainingMs,
            responseMs -> {
              asked.set(responseMs);
              return Future.succeededFuture("yes");
            });
    assertThat(answered.result()).isEqualTo("yes");
    assertThat(asked).hasValue(expectedMs);
  }

  @Test
  void endsTheWaitingForANodeThatHasGone() {
    var never = Promise.<String>promise();
    var waiting = attempt(never.future());
    assertThat(waiting.isComplete()).isFalse();
    target.abandon();
    assertThat(Failure.of(waiting.cause()).kind()).isEqualTo(FailureKind.UNAVAILABLE);
  }

  @Test
  void holdsBackWhatAPeerDoesNotRead() {
    var never = Promise.<String>promise();
    times(512, () -> assertThat(attempt(never.future()).isComplete()).isFalse());
    var refused = attempt(never.future());
    assertThat(Failure.of(refused.cause()).kind()).isEqualTo(FailureKind.OVERLOADED);
    never.complete("at last");
    assertThat(attempt(Future.succeededFuture("yes")).result()).isEqualTo("yes");
  }

  private void lose() {
    var lost = attempt(Future.failedFuture(noResponse()));
    assertThat(Failure.of(lost.cause()).kind()).isEqualTo(FailureKind.DEADLINE_EXCEEDED);
  }

  private <T> Future<T> attempt(Future<T> response) {
    return target.attempt(4_500, 10_000, responseMs -> response);
  }

  private static Target.NoResponseException noResponse() {
    return new Target.NoResponseException(Failure.deadlineExceeded("orders"));
  }

  private static void times(int count, Runnable action) {
    for (int i = 0; i < count; i++) {
      action.run();
    }
  }
}
