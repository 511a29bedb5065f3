package mercat.audit.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mercat.audit.domain.CheckpointStatement.LogHead;
import mercat.contracts.log.ReadLogHead.Head;
import org.junit.jupiter.api.Test;

class CheckpointStatementTest {
  private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");
  private static final UUID LIFE = new UUID(1, 2);

  private final CheckpointStatement first =
      CheckpointStatement.none().next(NOW, "", Map.of("b", head(3, "l3"), "a", head(1, "l1")));

  @Test
  void namesEveryLogInOrder() {
    assertThat(first.number()).isEqualTo(1);
    assertThat(first.previous()).isEmpty();
    assertThat(first.logs())
        .containsExactly(new LogHead("a", LIFE, 1, 1, "l1"), new LogHead("b", LIFE, 1, 3, "l3"));
  }

  @Test
  void isTheSameWhenNoLogHasGrown() {
    assertThat(first.next(NOW.plusSeconds(9), "d", Map.of("b", head(3, "l3")))).isSameAs(first);
  }

  @Test
  void keepsTheLogsThatDidNotAnswer() {
    var second = first.next(NOW.plusSeconds(9), "d", Map.of("b", head(4, "l4")));
    assertThat(second)
        .isEqualTo(
            new CheckpointStatement(
                2,
                NOW.plusSeconds(9),
                "d",
                List.of(new LogHead("a", LIFE, 1, 1, "l1"), new LogHead("b", LIFE, 1, 4, "l4"))));
  }

  private static Head head(long position, String link) {
    return new Head(LIFE, 1, position, link);
  }
}
