package mercat.edge.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.UUID;

/**
 * Sessions that have ended, each for as long as its access tokens may live. They are as many as end
 * in that time, and each has begun with a password that was hashed.
 */
final class EndedSessions {
  /** As long as an access token lives, and a minute in which clocks may differ. */
  static final Duration REMEMBERED = AccessTokenCheck.LIFE_MAX.plusMinutes(1);

  private final Cache<UUID, Boolean> ended;

  /**
   * None yet.
   *
   * @param ticker tells how much time has passed
   */
  EndedSessions(Ticker ticker) {
    this.ended =
        Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  void add(UUID session) {
    ended.put(session, true);
  }

  boolean contains(UUID session) {
    return ended.getIfPresent(session) != null;
  }
}
