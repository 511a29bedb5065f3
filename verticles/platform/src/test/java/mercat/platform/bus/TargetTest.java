package mercat.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TargetTest {
  private final Vertx vertx = Vertx.vertx();
  private final Target target = new Target(vertx, "orders", "n1");

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void isAvoidedAfterFiveLossesInARow() {
    times(4, this::lose);
    assertThat(target.isAvoided()).isFalse();
    lose();
    assertThat(target.isAvoided()).isTrue();
    assertThat(target.state()).isEqualTo(CircuitBreakerState.OPEN);
    var refused = target.attempt(() -> Future.succeededFuture("never asked"));
    assertThat(Failure.of(refused.cause()).kind()).isEqualTo(FailureKind.UNAVAILABLE);
  }

  @Test
  void forgivesLossesBetweenWhichSomethingWasAnswered() {
    times(4, this::lose);
    assertThat(target.attempt(() -> Future.succeededFuture("yes")).result()).isEqualTo("yes");
    times(4, this::lose);
    var no = target.attempt(() -> Future.failedFuture(Failure.overloaded("orders")));
    assertThat(no.failed()).as("a failure that was answered is an answer").isTrue();
    times(4, this::lose);
    assertThat(target.isAvoided()).isFalse();
  }

  @Test
  void endsTheWaitingForANodeThatHasGone() {
    var never = Promise.<String>promise();
    var waiting = target.bounded(never::future);
    assertThat(waiting.isComplete()).isFalse();
    target.abandon();
    assertThat(waiting.cause()).isInstanceOf(NoResponseException.class);
  }

  @Test
  void holdsBackWhatAPeerDoesNotRead() {
    var never = Promise.<String>promise();
    times(512, () -> assertThat(target.bounded(never::future).isComplete()).isFalse());
    var refused = target.bounded(never::future);
    assertThat(Failure.of(refused.cause()).kind()).isEqualTo(FailureKind.OVERLOADED);
    never.complete("at last");
    assertThat(target.bounded(() -> Future.succeededFuture("yes")).result()).isEqualTo("yes");
  }

  private void lose() {
    var lost =
        target.attempt(
            () -> Future.failedFuture(new NoResponseException(Failure.deadlineExceeded("orders"))));
    assertThat(Failure.of(lost.cause()).kind()).isEqualTo(FailureKind.DEADLINE_EXCEEDED);
  }

  private static void times(int count, Runnable action) {
    for (int i = 0; i < count; i++) {
      action.run();
    }
  }
}
