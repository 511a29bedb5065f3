package mercat.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much a bucket gives, by a clock that the test drives. */
class TokenBucketTest {
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong clock = new AtomicLong(17 * SECOND);

  @Test
  void givesOneBurstAtOnceAndThenOneForEachShareOfASecond() {
    var bucket = new TokenBucket(500, clock::get);
    assertThat(taken(bucket, 1_000)).isEqualTo(50);
    clock.addAndGet(SECOND / 500 - 1);
    assertThat(bucket.take()).isFalse();
    clock.addAndGet(1);
    assertThat(bucket.take()).isTrue();
    assertThat(bucket.take()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"500,3600,50", "1,1,1", "1,3600,1"})
  void savesNoMoreThanOneBurst(int perSecond, long pauseSeconds, int burst) {
    var bucket = new TokenBucket(perSecond, clock::get);
    assertThat(taken(bucket, 1_000)).isEqualTo(burst);
    clock.addAndGet(pauseSeconds * SECOND);
    assertThat(taken(bucket, 1_000)).isEqualTo(burst);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 30, 500, 999, 30_000, 1_000_000})
  void neverGivesMoreThanTheRateAndOneBurst(int perSecond) {
    var chance = new SplittableRandom(perSecond);
    var bucket = new TokenBucket(perSecond, clock::get);
    long began = clock.get();
    long given = 0;
    while (clock.get() - began < 20 * SECOND) {
      clock.addAndGet(chance.nextLong(SECOND / 20));
      // More is asked for than there can be, so that whatever there is is taken.
      given += taken(bucket, perSecond / 10 + 2);
      double seconds = (clock.get() - began) / 1e9;
      assertThat((double) given)
          .isLessThanOrEqualTo(perSecond * seconds + TokenBucket.burst(perSecond));
      if (TokenBucket.burst(perSecond) > 2) { // else what comes between two questions may be lost
        assertThat((double) given).isGreaterThanOrEqualTo(perSecond * seconds * 0.999 - 1);
      }
    }
  }

  @Test
  void keepsItsBoundInEveryStretchOfTime() {
    var chance = new SplittableRandom(5);
    var bucket = new TokenBucket(100, clock::get);
    var moments = new ArrayList<Long>();
    for (int i = 0; i < 2_000; i++) {
      // Long pauses now and then, in which the bucket fills.
      clock.addAndGet(chance.nextLong(chance.nextInt(50) == 0 ? SECOND : SECOND / 200));
      if (bucket.take()) {
        moments.add(clock.get());
      }
    }
    for (int from = 0; from < moments.size(); from++) {
      for (int to = from; to < moments.size(); to++) {
        double seconds = (moments.get(to) - moments.get(from)) / 1e9;
        assertThat(to - from + 1.0).isLessThanOrEqualTo(100 * seconds + 10 + 1e-6);
      }
    }
  }

  @Test
  void countsOnWhereTheClockPassesTheEndOfItsNumbers() {
    clock.set(Long.MAX_VALUE - SECOND / 2);
    var bucket = new TokenBucket(10, clock::get);
    assertThat(taken(bucket, 10)).isEqualTo(1);
    for (int tenth = 0; tenth < 20; tenth++) {
      clock.addAndGet(SECOND / 10);
      assertThat(taken(bucket, 10)).isEqualTo(1);
    }
  }

  @Test
  void keepsItsBoundAmongManyThreads() throws Exception {
    var bucket = new TokenBucket(10_000, clock::get);
    long given = 0;
    try (var threads = Executors.newFixedThreadPool(4)) {
      var counts = new ArrayList<Future<Integer>>();
      for (int thread = 0; thread < 4; thread++) {
        counts.add(threads.submit(() -> taken(bucket, 5_000)));
      }
      for (var count : counts) {
        given += count.get();
      }
    }
    assertThat(given).isEqualTo(1_000);
  }

  private static int taken(TokenBucket bucket, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      if (bucket.take()) {
        taken++;
      }
    }
    return taken;
  }
}
