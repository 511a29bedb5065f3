package mercat.edge.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
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
import org.jspecify.annotations.Nullable;

/**
 * Finds out who a member of staff is. The token itself goes no further than here. A revoked token
 * opens for at most {@link #REMEMBERED} more.
 */
public final class StaffAuthentication {
  private static final String KEY = "mercat.actor";
  private static final String SCHEME = "Bearer ";
  private static final int TOKEN_MAX = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  private final Bus bus;
  private final Cache<String, Actor> known =
      Caffeine.newBuilder()
          .maximumSize(1_000)
          .expireAfterWrite(REMEMBERED)
          .executor(Runnable::run)
          .build();

  public StaffAuthentication(Bus bus) {
    this.bus = bus;
  }

  /** Lets pass who bears a token with the role: 401 when nobody does, 403 when they lack it. */
  public Handler<RoutingContext> requiring(String role) {
    return ctx -> {
      // What arrives before somebody wants it would be lost.
      ctx.request().pause();
      authenticate(bearer(ctx.request()), RequestTelemetry.trace(ctx))
          .onComplete(actor -> pass(ctx, actor, role), ctx::fail);
    };
  }

  /** Who makes the request: a guest where nobody was asked to prove more. */
  public static Actor actor(RoutingContext ctx) {
    @Nullable Actor proved = ctx.get(KEY);
    return proved == null ? Actor.GUEST : proved;
  }

  private static void pass(RoutingContext ctx, Actor actor, String role) {
    if (!actor.hasRole(role)) {
      ctx.fail(Problem.of(ErrorCode.FORBIDDEN, "this needs the role " + role));
      return;
    }
    ctx.put(KEY, actor);
    ctx.next();
  }

  private Future<Actor> authenticate(String token, String trace) {
    if (token.isEmpty()) {
      return Future.failedFuture(unauthenticated());
    }
    var hash = sha256(token);
    var remembered = known.getIfPresent(hash);
    if (remembered != null) {
      return Future.succeededFuture(remembered);
    }
    var call = new Call(Deadline.after(PATIENCE), Actor.SYSTEM, trace, "edge");
    return bus.ask(new CheckStaffToken(hash), call)
        .compose(reply ->
            switch (reply) {
              case CheckStaffToken.Reply.Staff(var name, var roles) ->
                  Future.succeededFuture(new Actor(name, roles));
              case CheckStaffToken.Reply.Unknown unknown -> Future.failedFuture(unauthenticated());
            })
        .onSuccess(actor -> known.put(hash, actor));
  }

  /**
   * The token that a request bears (RFC 6750), empty when there is none or it is longer than any of
   * ours. The scheme may be written in any case, and be followed by any number of spaces (RFC 9110,
   * 11.4).
   */
  public static String bearer(HttpServerRequest request) {
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return "";
    }
    var token = header.substring(SCHEME.length()).strip();
    return token.length() <= TOKEN_MAX ? token : "";
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
