package mercat.edge.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.time.Duration;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.edge.http.Problem;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.Sha256;
import mercat.platform.bus.Bus;

/**
 * Knows whose a personal access token of staff is, by asking accounts. The token itself goes no
 * further than here. A revoked one opens for at most {@link #BELIEVED} more.
 */
final class StaffTokens {
  /** In which whoever was let out is out. */
  private static final Duration BELIEVED = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** From an answer on, which was true when it was asked for. */
  private static final Duration REMEMBERED = BELIEVED.minus(PATIENCE);

  private static final String ACTOR = "token:";

  private final Bus bus;
  private final Cache<String, Actor> known =
      Caffeine.newBuilder()
          .maximumSize(1_000)
          .expireAfterWrite(REMEMBERED)
          .executor(Runnable::run)
          .build();

  StaffTokens(Bus bus) {
    this.bus = bus;
  }

  /** Whose the token is; fails with a {@link Problem} when it is nobody's. */
  Future<Actor> verify(String token, String trace) {
    var hash = Sha256.of(token);
    var remembered = known.getIfPresent(hash);
    if (remembered != null) {
      return Future.succeededFuture(remembered);
    }
    var call = new Call(Deadline.after(PATIENCE), Actor.SYSTEM, trace, "edge");
    return bus.ask(new CheckStaffToken(hash), call)
        .compose(reply ->
            switch (reply) {
              case CheckStaffToken.Reply.Staff(var name, var scopes) ->
                  Future.succeededFuture(new Actor(ACTOR + name, scopes));
              case CheckStaffToken.Reply.Unknown unknown ->
                  Future.failedFuture(Problem.unauthenticated("the token is not valid"));
            })
        .onSuccess(actor -> known.put(hash, actor));
  }

  /** Asks anew whenever one is used. */
  void forget() {
    known.invalidateAll();
  }
}
