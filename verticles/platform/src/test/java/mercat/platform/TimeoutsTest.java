package mercat.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @AutoClose private final Vertx vertx = Vertx.vertx();
  private final Timeouts timeouts = new Timeouts(vertx);

  @Test
  void passesOnWhatComesInTime() {
    var answer = Promise.<String>promise();
    var bounded = timeouts.bound(answer.future(), Duration.ofDays(1));
    var refused = Promise.<String>promise();
    var boundedRefusal = timeouts.bound(refused.future(), Duration.ofDays(1));
    assertThat(bounded.isComplete()).isFalse();
    answer.complete("yes");
    refused.fail("no");
    assertThat(bounded.result()).isEqualTo("yes");
    assertThat(boundedRefusal.cause()).hasMessage("no");
  }

  @Test
  void failsWhatDoesNotComeAndLeavesItsAnswerAlone() {
    var late = Promise.<String>promise();
    var bounded = timeouts.bound(late.future(), Duration.ofMillis(1));
    var patient = timeouts.bound(Promise.promise().future(), Duration.ofDays(1));
    await().atMost(SOON).until(bounded::isComplete);
    assertThat(bounded.cause())
        .isInstanceOf(TimeoutException.class)
        .hasMessage("no answer within 1 ms");
    assertThat(late.tryComplete("too late")).isTrue();
    assertThat(patient.isComplete()).isFalse();
  }

  @Test
  void failsAPromiseWithWhatItsOwnerSays() {
    var answer = Promise.<String>promise();
    timeouts.bound(
        answer, Deadline.after(Duration.ofMillis(1)), () -> Failure.deadlineExceeded("x"));
    await().atMost(SOON).until(answer.future()::isComplete);
    assertThat(answer.future().cause()).isInstanceOf(Failure.class);
  }

  @Test
  void leavesWhatIsThereAlreadyAsItIs() {
    var there = Future.succeededFuture("there");
    assertThat(timeouts.bound(there, Duration.ofMillis(1))).isSameAs(there);
  }
}
