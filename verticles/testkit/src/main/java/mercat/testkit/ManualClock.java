package mercat.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements InstantSource {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-27T08:00:00Z"));

  @Override
  public Instant instant() {
    return now.get();
  }

  /** Lets time pass. */
  public void advance(Duration by) {
    now.updateAndGet(instant -> instant.plus(by));
  }
}
