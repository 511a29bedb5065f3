package mercat.edge.access;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.accounts.SigningKeyChanged;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.edge.http.RequestTelemetry;
import mercat.platform.Actor;
import mercat.platform.NodeRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who makes a request, and holds them to the operation's rule. A bearer has an access
 * token (a JWT), a personal access token of staff, or an order's token, which is no business of the
 * edge: it goes on to the context that owns the order. Belongs to one event loop.
 */
public final class Authentication {
  private static final String KEY = "mercat.caller";
  private static final String SCHEME = "Bearer ";
  private static final int ACCESS_TOKEN_MAX = 2_048;
  private static final int TOKEN_MAX = 200;
  private static final Caller GUEST = new Caller(Actor.GUEST, null);

  private final Future<Void> selfTest;
  private final RevokedView revoked;
  private final AccessTokens accessTokens;
  private final StaffTokens staffTokens;

  private record Caller(Actor actor, @Nullable UUID sessionId) {}

  /**
   * Knows nobody yet.
   *
   * @param selfTest of the node, see {@link #selfTest}
   */
  public Authentication(NodeRuntime runtime, Future<Void> selfTest) {
    this.selfTest = selfTest;
    this.revoked = new RevokedView(runtime);
    this.accessTokens = new AccessTokens(runtime, revoked);
    this.staffTokens = new StaffTokens(runtime.bus());
  }

  /** Tries the check of access tokens, once for all event loops of a node. */
  public static Future<Void> selfTest(NodeRuntime runtime) {
    return AccessTokenSelfTest.run(
        keys -> new AccessTokenCheck(runtime.vertx(), keys)::check,
        runtime.clock().millis() / 1_000);
  }

  /** Learns the keys of access tokens and what is revoked, unless their check is wrong. */
  public Future<Void> start(Context context) {
    return selfTest.compose(passed -> {
      accessTokens.learn();
      return revoked.start(context, this::startAfresh, this::see);
    });
  }

  private void startAfresh() {
    staffTokens.forget();
    accessTokens.learn();
  }

  private void see(Event event) {
    if (event instanceof SigningKeyChanged) {
      accessTokens.learn();
    } else {
      staffTokens.forget();
    }
  }

  /** Lets pass whom the rule allows: 401 when nobody is known, 403 when they lack the scope. */
  public Handler<RoutingContext> requiring(AccessRule rule) {
    return ctx -> {
      if (ctx.request().headers().getAll(HttpHeaders.AUTHORIZATION).size() > 1) {
        // A proxy may have looked at the other one.
        ctx.fail(Problem.invalid("header:Authorization", "is given more than once"));
        return;
      }
      var token = bearer(ctx.request());
      if (rule.scope().isEmpty() || (rule.isOpen() && !AccessTokens.isOne(token))) {
        ctx.next();
        return;
      }
      var identified = identify(token, RequestTelemetry.trace(ctx));
      if (!identified.isComplete()) {
        // What arrives before somebody wants it would be lost.
        ctx.request().pause();
      }
      identified.onComplete(caller -> pass(ctx, caller, rule.scope()), ctx::fail);
    };
  }

  private Future<Caller> identify(String token, String trace) {
    if (token.isEmpty()) {
      return Future.failedFuture(
          Problem.unauthenticated("send Authorization: Bearer with a valid token"));
    }
    return AccessTokens.isOne(token)
        ? accessTokens.verify(token).map(known -> new Caller(known.actor(), known.sessionId()))
        : staffTokens.verify(token, trace).map(actor -> new Caller(actor, null));
  }

  private static void pass(RoutingContext ctx, Caller caller, String scope) {
    if (!caller.actor().hasScope(scope)) {
      ctx.fail(Problem.of(ErrorCode.FORBIDDEN, "this needs the scope " + scope));
      return;
    }
    ctx.put(KEY, caller);
    ctx.next();
  }

  /** Who makes the request: a guest where nobody was asked to prove more. */
  public static Actor actor(RoutingContext ctx) {
    return caller(ctx).actor();
  }

  /** The session in which the request is made, null when it is in none. */
  public static @Nullable UUID sessionId(RoutingContext ctx) {
    return caller(ctx).sessionId();
  }

  /** The order's token that the request bears, empty when there is none. */
  public static String orderToken(RoutingContext ctx) {
    var token = bearer(ctx.request());
    return AccessTokens.isOne(token) ? "" : token;
  }

  private static Caller caller(RoutingContext ctx) {
    @Nullable Caller proved = ctx.get(KEY);
    return proved == null ? GUEST : proved;
  }

  /**
   * The token that a request bears (RFC 6750), empty when there is none or it is longer than any of
   * ours. The scheme may be written in any case, and be followed by any number of spaces (RFC 9110,
   * 11.4).
   */
  private static String bearer(HttpServerRequest request) {
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return "";
    }
    var token = header.substring(SCHEME.length()).strip();
    int max = AccessTokens.isOne(token) ? ACCESS_TOKEN_MAX : TOKEN_MAX;
    return token.length() <= max ? token : "";
  }
}
