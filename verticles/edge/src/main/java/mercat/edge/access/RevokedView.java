package mercat.edge.access;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import mercat.contracts.Event;
import mercat.contracts.accounts.RevokedSessions;
import mercat.contracts.accounts.SessionsRevoked;
import mercat.contracts.accounts.SigningKeyChanged;
import mercat.contracts.accounts.TokenRevoked;
import mercat.contracts.log.LogEntry;
import mercat.platform.Call;
import mercat.platform.NodeRuntime;
import mercat.platform.log.View;
import org.jspecify.annotations.Nullable;

/**
 * Sees in the log of accounts which sessions have ended, and remembers them for as long as their
 * access tokens live. Of all else that it sees there, others are told. Belongs to one event loop.
 */
final class RevokedView {
  /** Who has not been heard for so long may have ended a session: nobody's token is believed. */
  private static final Duration UNHEARD_MAX = Duration.ofSeconds(8);

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final UUID BEFORE_ALL = new UUID(0, 0);
  private static final Set<Class<? extends Event>> SEEN =
      Set.of(SessionsRevoked.class, TokenRevoked.class, SigningKeyChanged.class);

  private final NodeRuntime runtime;

  private final EndedSessions ended = new EndedSessions(Ticker.systemTicker());

  private @Nullable View view;

  RevokedView(NodeRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Begins to look.
   *
   * @param reset called whenever something may have been missed
   * @param others called with each event that is not about sessions
   */
  Future<Void> start(Context context, Runnable reset, Consumer<Event> others) {
    var started =
        new View(
            "accounts",
            "edge-accounts",
            SEEN,
            runtime,
            look -> context.runOnContext(turn -> look.run()),
            () -> {
              reset.run();
              return readEnded(BEFORE_ALL);
            },
            entries -> see(entries, others));
    view = started;
    return started.start();
  }

  /** Whether so much time has passed since accounts was heard that nothing is known any more. */
  boolean isBlind() {
    return view == null || !view.isWithin(UNHEARD_MAX);
  }

  boolean contains(UUID session) {
    return ended.contains(session);
  }

  private void see(List<LogEntry> entries, Consumer<Event> others) {
    for (var entry : entries) {
      if (entry.event() instanceof SessionsRevoked(var account, var sessions)) {
        sessions.forEach(ended::add);
      } else {
        others.accept(entry.event());
      }
    }
  }

  /** Reads page by page which sessions had ended before the view began to look. */
  private Future<Void> readEnded(UUID after) {
    var question = new RevokedSessions(after, RevokedSessions.LIMIT_MAX);
    return runtime
        .bus()
        .ask(question, Call.bySystem("edge", PATIENCE))
        .compose(page -> {
          page.sessionIds().forEach(ended::add);
          return page.more() ? readEnded(page.sessionIds().getLast()) : Future.succeededFuture();
        });
  }
}
