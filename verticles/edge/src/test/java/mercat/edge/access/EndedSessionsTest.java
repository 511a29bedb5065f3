package mercat.edge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EndedSessionsTest {
  private final AtomicLong now = new AtomicLong();
  private final EndedSessions ended = new EndedSessions(now::get);
  private final UUID session = UUID.randomUUID();

  @Test
  void areRememberedForAsLongAsAnAccessTokenMayLive() {
    ended.add(session);
    pass(AccessTokenCheck.LIFE_MAX.plus(AccessTokenCheck.LEEWAY));
    assertThat(ended.contains(session)).isTrue();
    assertThat(ended.contains(UUID.randomUUID())).isFalse();
  }

  @Test
  void areForgottenThen() {
    ended.add(session);
    pass(EndedSessions.REMEMBERED);
    assertThat(ended.contains(session)).isFalse();
  }

  /** As when the log of accounts is read once more. */
  @Test
  void areRememberedFromTheLastTimeOnThatTheyWereHeardOf() {
    ended.add(session);
    pass(EndedSessions.REMEMBERED.dividedBy(2));
    ended.add(session);
    pass(EndedSessions.REMEMBERED.dividedBy(2));
    assertThat(ended.contains(session)).isTrue();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
