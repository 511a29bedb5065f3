package mercat.platform;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private static final int SECONDS_MAX = 60;

  private final Threads threads = new Threads("test");

  @Test
  void whoeverWaitsForWorkIsToldOfAnErrorAsOfAnException() {
    assertFailsWith(new IllegalStateException("no"));
    assertFailsWith(new StackOverflowError("as deep as a test goes"));
  }

  private void assertFailsWith(Throwable thrown) {
    var result =
        threads.call(() -> {
          if (thrown instanceof Error broken) {
            throw broken;
          }
          throw (RuntimeException) thrown;
        });
    assertThatThrownBy(() -> result.await(SECONDS_MAX, TimeUnit.SECONDS)).isSameAs(thrown);
  }
}
