package mercat.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.bus.Bus;

/**
 * Finds out who a member of staff is. The token itself goes no further than here. A revoked token
 * opens for at most {@link #REMEMBERED} more.
 */
final class Staff {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  private final Bus bus;
  private final Cache<String, Actor> known =
      Caffeine.newBuilder()
          .maximumSize(1_000)
          .expireAfterWrite(REMEMBERED)
          .executor(Runnable::run)
          .build();

  Staff(Bus bus) {
    this.bus = bus;
  }

  /** Who bears the token; fails with 401 when nobody does, 403 when they may not do this. */
  Future<Actor> authenticate(String bearer, String role, String trace) {
    if (bearer.isEmpty()) {
      return Future.failedFuture(unauthenticated());
    }
    return who(sha256(bearer), trace).map(actor -> allowed(actor, role));
  }

  private Future<Actor> who(String hash, String trace) {
    var remembered = known.getIfPresent(hash);
    if (remembered != null) {
      return Future.succeededFuture(remembered);
    }
    var call = new Call(Deadline.after(PATIENCE), Actor.SYSTEM, trace, "edge");
    return bus.ask(new CheckStaffToken(hash), call)
        .map(reply ->
            switch (reply) {
              case CheckStaffToken.Reply.Staff(var name, var roles) -> new Actor(name, roles);
              case CheckStaffToken.Reply.Unknown unknown -> throw unauthenticated();
            })
        .onSuccess(actor -> known.put(hash, actor));
  }

  private static Actor allowed(Actor actor, String role) {
    if (!actor.hasRole(role)) {
      throw Problem.of(403, "forbidden", "this needs the role " + role);
    }
    return actor;
  }

  private static Problem unauthenticated() {
    return Problem.unauthenticated("send Authorization: Bearer with a valid staff token");
  }

  private static String sha256(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
