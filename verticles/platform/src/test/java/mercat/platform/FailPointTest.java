package mercat.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a process dies, and how often it may pass before. */
class FailPointTest {
  private final AtomicInteger deaths = new AtomicInteger();

  @ParameterizedTest
  @CsvSource({"orders.Place.after-commit, 1", "edge.before-answer:3, 3"})
  void killsAtTheNamedPointOnlyAndAtTheWantedPassage(String wish, int passage) {
    var points = armed(wish);
    var name = wish.split(":", -1)[0];
    assertThat(points.armed()).contains(name);
    for (int passed = 1; passed <= passage; passed++) {
      assertThat(deaths).hasValue(0);
      points.named("orders.Place.before-commit").reach();
      points.named(name).reach();
    }
    assertThat(deaths).hasValue(1);
  }

  @Test
  void killsAfterAnAnswerThatFailedToo() {
    var point = armed("payments.capture.after-call").named("payments.capture.after-call");
    assertThat(point.reachAfter(Future.failedFuture("no")).failed()).isTrue();
    assertThat(deaths).hasValue(1);
  }

  @Test
  void countsWithoutKilling() {
    var points = armed("count");
    points.named("one").reach();
    points.named("one").reach();
    assertThat(points.named("other").reachAfter(Future.succeededFuture(7)).result()).isEqualTo(7);
    assertThat(points.named("never").passages()).isZero();
    assertThat(points.passages())
        .containsExactly(entry("never", 0L), entry("one", 2L), entry("other", 1L));
    assertThat(points.armed()).isEmpty();
    assertThat(deaths).hasValue(0);
  }

  @Test
  void leavesFuturesAsTheyAreWhereNothingIsArmed() {
    var points = armed(null);
    var answer = Future.succeededFuture(7);
    var point = points.named("one");
    point.reach();
    assertThat(point.reachAfter(answer)).isSameAs(answer);
    assertThat(points.passages()).containsExactly(entry("one", 0L));
    assertThat(points.armed()).isEmpty();
  }

  private FailPoint.All armed(@Nullable String wish) {
    return new FailPoint.All(wish, deaths::incrementAndGet);
  }
}
