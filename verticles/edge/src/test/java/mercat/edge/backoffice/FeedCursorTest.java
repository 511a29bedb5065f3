package mercat.edge.backoffice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import mercat.edge.http.Problem;
import mercat.platform.log.EventFeed.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedCursorTest {
  private static final Map<String, Place> PLACES =
      Map.of(
          "orders", new Place(new UUID(3, 4), 3_000_000_000L),
          "catalog", new Place(new UUID(5, 6), 0));

  @Test
  void readsWhatItWrote() {
    assertThat(FeedCursor.read(FeedCursor.write(PLACES))).isEqualTo(PLACES);
    assertThat(FeedCursor.read(FeedCursor.write(Map.of()))).isEmpty();
  }

  @Test
  void hasRoomForMoreContextsThanThereAre() {
    var places = new HashMap<String, Place>();
    for (int i = 0; i < 32; i++) {
      places.put("a-context-with-a-long-name-" + i, new Place(new UUID(i, i), Long.MAX_VALUE / 2));
    }
    var cursor = FeedCursor.write(places);
    assertThat(cursor).hasSizeLessThanOrEqualTo(FeedCursor.LENGTH_MAX).matches("[A-Za-z0-9_-]+");
    assertThat(FeedCursor.read(cursor)).isEqualTo(places);
  }

  @Test
  void refusesWhatWasCutOrLengthened() {
    var cursor = FeedCursor.write(PLACES);
    for (int length = 0; length < cursor.length(); length++) {
      assertRefused(cursor.substring(0, length));
    }
    assertRefused(cursor + "AAAA");
    assertRefused(cursor + cursor);
  }

  @Test
  void refusesWhatWasChanged() {
    var bytes = Base64.getUrlDecoder().decode(FeedCursor.write(PLACES));
    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        bytes[i] ^= (byte) (1 << bit);
        assertRefused(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        bytes[i] ^= (byte) (1 << bit);
      }
    }
  }

  /** Its checksum is no secret: whoever makes one by hand must not make sums overflow. */
  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE})
  void refusesAPositionThatNoLogHas(long position) {
    assertRefused(FeedCursor.write(Map.of("orders", new Place(new UUID(1, 1), position))));
  }

  private static void assertRefused(String cursor) {
    assertThatThrownBy(() -> FeedCursor.read(cursor))
        .as(cursor)
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.summary()).startsWith("invalid_request: query:after"));
  }
}
