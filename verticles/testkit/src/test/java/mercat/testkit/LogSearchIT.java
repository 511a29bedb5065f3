package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadStory;
import mercat.platform.Actor;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A log of six thousand minutes, a row each, in which few rows are of one key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogSearchIT {
  private static final Actor SUPPORT = new Actor("support", Set.of("orders:read"));
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final UUID KEY = new UUID(7, 7);

  @AutoClose private final LocalNode node = LocalNode.start(Map.of());

  @BeforeAll
  void write() {
    var unused = node.standIn("catalog");
    node.database()
        .change(
            """
            insert into catalog.log (position, first, events, at)
            select 2 * n, 2 * n - 1,
                   ('[{"key":"' || gen_random_uuid() || '","type":"ProductWithdrawn","trace":"","payload":{"is":"ProductWithdrawn","sku":"A","version":1}},'
                    || '{"key":"' || case when n in (100, 101, 2000, 5900) then '%s' else gen_random_uuid()::text end
                    || '","type":"ProductWithdrawn","trace":"","payload":{"is":"ProductWithdrawn","sku":"B","version":1}}]')::json,
                   timestamptz '2026-01-01T00:00:00Z' + n * interval '1 minute'
              from generate_series(1, 6000) n\
            """
                .formatted(KEY));
  }

  @Test
  void findsWhatFollowsTheFirstMomentAndSaysWhetherThatIsAll() {
    var fromTheFirst = story(100);
    assertThat(positions(fromTheFirst)).containsExactly(200L, 202L, 4_000L);
    assertThat(fromTheFirst.complete()).as("5,000 rows on, there are more").isFalse();
    var late = story(1_500);
    assertThat(positions(late)).containsExactly(4_000L, 11_800L);
    assertThat(late.complete()).isTrue();
    assertThat(late.entries().getFirst().at()).isEqualTo(minute(2_000));
  }

  @Test
  void looksAboutEachLaterMomentOnce() {
    assertThat(positions(story(100, 100, 101, 5_900))).containsExactly(200L, 202L, 4_000L, 11_800L);
    assertThat(positions(story(100, 5_950))).containsExactly(200L, 202L, 4_000L);
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    assertThat(story(5_950)).isEqualTo(new ReadStory.Told(List.of(), true));
    assertThat(story(100_000)).isEqualTo(new ReadStory.Told(List.of(), true));
    assertThat(positions(story(-9))).as("from the beginning").containsExactly(200L, 202L, 4_000L);
  }

  @Test
  void tellsNobodyWhoMayNotReadOrders() {
    node.assertOnlyFor("orders:read", new ReadStory("catalog", KEY, List.of(BEGIN)));
  }

  private ReadStory.Told story(int... minutes) {
    var moments = Arrays.stream(minutes).mapToObj(LogSearchIT::minute).toList();
    return node.askAs(SUPPORT, new ReadStory("catalog", KEY, moments));
  }

  private static Instant minute(int minute) {
    return BEGIN.plusSeconds(60L * minute);
  }

  private static List<Long> positions(ReadStory.Told told) {
    return told.entries().stream().map(LogEntry::position).toList();
  }
}
