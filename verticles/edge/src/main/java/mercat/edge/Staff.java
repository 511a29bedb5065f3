package mercat.edge;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.bus.Bus;

/** Finds out who a member of staff is. The token itself goes no further than here. */
final class Staff {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Bus bus;

  Staff(Bus bus) {
    this.bus = bus;
  }

  /** Who bears the token; fails with 401 when nobody does, 403 when they may not do this. */
  Future<Actor> authenticate(String bearer, String role) {
    if (bearer.isEmpty()) {
      return Future.failedFuture(unauthenticated());
    }
    return bus.ask(new CheckStaffToken(sha256(bearer)), Call.bySystem("edge", PATIENCE))
        .map(reply ->
            switch (reply) {
              case CheckStaffToken.Reply.Staff(var name, var roles) -> new Actor(name, roles);
              case CheckStaffToken.Reply.Unknown unknown -> throw unauthenticated();
            })
        .map(actor -> allowed(actor, role));
  }

  private static Actor allowed(Actor actor, String role) {
    if (!actor.hasRole(role)) {
      throw Problem.of(403, "forbidden", "this needs the role " + role);
    }
    return actor;
  }

  private static Problem unauthenticated() {
    return Problem.of(
        401, "unauthenticated", "send Authorization: Bearer with a valid staff token");
  }

  private static String sha256(String token) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
