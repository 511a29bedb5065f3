package mercat.edge.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import mercat.contracts.accounts.SigningKeys;
import mercat.edge.http.Problem;
import mercat.platform.Call;
import mercat.platform.NodeRuntime;
import mercat.platform.bus.Bus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whose an access token is, and asks nobody: accounts tells its keys now and then, and when a
 * token names one that is not known. Belongs to one event loop.
 */
final class AccessTokens {
  private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);

  /** How every JWT begins, whatever its header says: a brace and a quote in base64url. */
  private static final String BEGIN = "eyJ";

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** In which nobody asks again who has had no answer. */
  private static final Duration FAILED_PAUSE = Duration.ofSeconds(1);

  private static final Duration KEYS_AGE_MAX = Duration.ofSeconds(60);

  /** However many unknown keys are named: accounts is asked for them once in so long. */
  private static final Duration UNKNOWN_KEY_PAUSE = Duration.ofSeconds(5);

  /** In characters of tokens: more than ten thousand tokens as they are made today. */
  private static final int REMEMBERED_MAX = 8 * 1024 * 1024;

  private final Vertx vertx;
  private final Bus bus;
  private final InstantSource clock;
  private final RevokedView revoked;

  /** Tokens whose signature the keys of now were found to have made. */
  private final Cache<String, AccessToken> verified =
      Caffeine.newBuilder()
          .maximumWeight(REMEMBERED_MAX)
          .weigher((String token, AccessToken said) -> token.length())
          .expireAfterWrite(AccessTokenCheck.LIFE_MAX)
          .executor(Runnable::run)
          .build();

  private SigningKeys.Listed keys = new SigningKeys.Listed("", List.of());
  private AccessTokenCheck check;
  private Future<Void> learning = Future.failedFuture("not asked yet");
  private Instant askedAt = Instant.EPOCH;

  AccessTokens(NodeRuntime runtime, RevokedView revoked) {
    this.vertx = runtime.vertx();
    this.bus = runtime.bus();
    this.clock = runtime.clock();
    this.revoked = revoked;
    this.check = new AccessTokenCheck(vertx, keys);
  }

  /** Whether a bearer token is meant as one, be it as it must be or not. */
  static boolean isOne(String token) {
    return token.startsWith(BEGIN);
  }

  /** Asks for the keys, unless that is under way. */
  void learn() {
    if (learning.isComplete()) {
      askedAt = clock.instant();
      learning = bus.ask(new SigningKeys(), Call.bySystem("edge", PATIENCE)).compose(this::use);
    }
  }

  private Future<Void> use(SigningKeys.Listed listed) {
    if (!listed.equals(keys)) {
      check = new AccessTokenCheck(vertx, listed);
      keys = listed;
      verified.invalidateAll();
    }
    return Future.succeededFuture();
  }

  /** What the token says; fails with a {@link Problem} when it opens nothing, or none can tell. */
  Future<AccessToken> verify(String token) {
    if (revoked.isBlind()) {
      return Future.failedFuture(
          Problem.unavailable("which sessions have ended is not known: try again soon"));
    }
    if (isAskedBefore(learning.failed() ? FAILED_PAUSE : KEYS_AGE_MAX)) {
      learn();
    }
    var known = verified.getIfPresent(token);
    if (known != null) {
      return admitted(known);
    }
    return withItsKey(token)
        .compose(ready -> check.check(token))
        .onSuccess(checked -> verified.put(token, checked))
        .compose(this::admitted);
  }

  private Future<AccessToken> admitted(AccessToken token) {
    boolean isOver =
        !clock.instant().isBefore(token.expiresAt()) || revoked.contains(token.sessionId());
    return isOver ? Future.failedFuture(AccessTokenCheck.refused()) : Future.succeededFuture(token);
  }

  /** Completes when the key that the token names is known, or known to be none of ours. */
  private Future<Void> withItsKey(String token) {
    try {
      if (check.knows(AccessTokenCheck.kid(token))) {
        return Future.succeededFuture();
      }
    } catch (Problem malformed) {
      return Future.failedFuture(malformed);
    }
    if (isAskedBefore(UNKNOWN_KEY_PAUSE)) {
      learn();
    }
    return learning.recover(thrown -> {
      LOG.atDebug().addKeyValue("error", thrown.toString()).log("signing keys are not known");
      return Future.failedFuture(
          Problem.unavailable("the keys of access tokens are not known: try again soon"));
    });
  }

  private boolean isAskedBefore(Duration pause) {
    return !clock.instant().isBefore(askedAt.plus(pause));
  }
}
