package mercat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicLong quick = new AtomicLong(7);
  private final Patience patience = new Patience(nanos::get, quick::get);

  @Test
  void isNotOverOnAMachineThatIsTooSlowToTell() {
    nanos.addAndGet(1_000 * Patience.TIME.toNanos());
    quick.addAndGet(Patience.MESSAGES - 1);
    assertThat(patience.isOver()).isFalse();
    quick.incrementAndGet();
    assertThat(patience.isOver()).isTrue();
  }

  @Test
  void isNotOverBeforeWhateverIsTimedCouldHappen() {
    quick.addAndGet(1_000 * Patience.MESSAGES);
    nanos.addAndGet(Patience.TIME.toNanos() - 1);
    assertThat(patience.isOver()).isFalse();
    nanos.incrementAndGet();
    assertThat(patience.isOver()).isTrue();
  }

  @Test
  void beginsAnewWhenSomethingGetsDone() {
    nanos.addAndGet(Patience.TIME.toNanos());
    quick.addAndGet(Patience.MESSAGES);
    patience.beginAnew();
    assertThat(patience.isOver()).isFalse();
  }
}
