package mercat.edge;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.SessionsRevoked;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.CancelOwnOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FindOwnOrder;
import mercat.contracts.payments.ReceivePaymentHook;
import mercat.platform.Call;
import mercat.testkit.AccessWalk;
import mercat.testkit.AccessWalk.Kind;
import mercat.testkit.AccessWalk.Operation;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the contract, by HTTP and by gRPC, asked for by everybody that there may be:
 * each answer is the one that the operation's {@code security} promises. The table is printed, and
 * lies in {@code target/access-walk.md}.
 */
class AccessWalkIT {
  private static final TokenIssuer ISSUER = TokenIssuer.FIRST;
  private static final UUID ENDED = UUID.randomUUID();

  @Test
  void nobodyIsWhereTheyDoNotBelong() throws IOException {
    try (var client = new GrpcClient("edge.attempts-max", "0")) {
      var edge = client.edge();
      answerOrders(edge);
      edge.answer(ReceivePaymentHook.class, new ReceivePaymentHook.Reply.WrongSignature());
      ISSUER.introduceTo(edge);
      edge.announce(new SessionsRevoked(TokenIssuer.CUSTOMER, List.of(ENDED)));
      var ended = token("customer admin", it -> it.claim("sid", ENDED.toString()));
      edge.awaitEverywhere(401, "/v1/admin/orders", Samples.bearer(ended));
      var walk = everybody();
      GrpcDoor.open(walk, client.channel());
      walk.walk(
          ContractOracle.node(),
          (asked, bearer) -> status(edge, asked, bearer),
          System.out::println);
    }
  }

  private static int status(RunningEdge edge, Operation asked, String bearer) {
    var target =
        asked
            .path()
            .replace("{id}", Samples.ID.toString())
            .replace("{code}", "conflict")
            .replace("{provider}", "sandbox")
            .replaceAll("\\{\\w+}", "85123A");
    var headers = new ArrayList<String>();
    if (!asked.mediaType().isEmpty()) {
      headers.addAll(List.of("Content-Type", asked.mediaType()));
    }
    if (!bearer.isEmpty()) {
      headers.addAll(List.of("Authorization", "Bearer " + bearer));
    }
    var request =
        edge.request(target, headers.toArray(String[]::new))
            .method(
                asked.method(), BodyPublishers.ofString(asked.mediaType().isEmpty() ? "" : "{}"));
    return edge.send(request).status();
  }

  /** The order's own token opens it, and its customer, as in the context that owns it. */
  private static void answerOrders(RunningEdge edge) {
    edge.answerWith(FindOrder.class, (find, call) -> found(isOwn(find.orderToken())));
    edge.answerWith(FindOwnOrder.class, (find, call) -> found(isOwn(call)));
    edge.answerWith(CancelOrder.class, (cancel, call) -> cancelled(isOwn(cancel.orderToken())));
    edge.answerWith(CancelOwnOrder.class, (cancel, call) -> cancelled(isOwn(call)));
  }

  private static boolean isOwn(String orderToken) {
    return orderToken.equals(Samples.TOKEN);
  }

  private static boolean isOwn(Call call) {
    return call.actor().id().equals(TokenIssuer.CUSTOMER.toString());
  }

  private static Future<FindOrder.Reply> found(boolean isOwn) {
    return Future.succeededFuture(
        isOwn ? new FindOrder.Reply.Found(Samples.confirmed()) : new FindOrder.Reply.Unknown());
  }

  private static Future<CancelOrder.Reply> cancelled(boolean isOwn) {
    return Future.succeededFuture(
        isOwn
            ? new CancelOrder.Reply.Cancelled(Samples.confirmed())
            : new CancelOrder.Reply.Unknown());
  }

  private static AccessWalk everybody() {
    var walk = new AccessWalk();
    walk.add("nobody", Kind.NOBODY, Set.of(), asked -> "");
    walk.add("order's token", Kind.OWN_ORDER_TOKEN, Set.of(), asked -> Samples.TOKEN);
    walk.add("another order's", Kind.OTHER_TOKEN, Set.of(), asked -> UUID.randomUUID() + ".mac");
    bearing(walk, "customer", "customer", it -> {});
    var other = token("customer", it -> it.subject(UUID.randomUUID().toString()));
    walk.add("other customer", Kind.OTHER_CUSTOMER, Set.of("customer"), asked -> other);
    for (var role : Role.values()) {
      if (role != Role.CUSTOMER) {
        var scope = "customer " + String.join(" ", role.scopes());
        bearing(walk, role.name().toLowerCase(Locale.ROOT), scope, it -> {});
      }
    }
    bearing(walk, "client, orders:read", "orders:read", AccessWalkIT::isClient);
    bearing(walk, "client, no scope", "nothing", AccessWalkIT::isClient);
    var past = Date.from(Instant.now().minusSeconds(40));
    var expired = token("customer admin", it -> it.expirationTime(past));
    walk.add("expired", Kind.DEAD_ACCESS_TOKEN, Set.of(), asked -> expired);
    var revoked = token("customer admin", it -> it.claim("sid", ENDED.toString()));
    walk.add("revoked", Kind.DEAD_ACCESS_TOKEN, Set.of(), asked -> revoked);
    return walk;
  }

  private static void isClient(JWTClaimsSet.Builder claims) {
    claims.subject("client-1");
  }

  private static void bearing(
      AccessWalk walk, String name, String scope, Consumer<JWTClaimsSet.Builder> more) {
    var token = token(scope, it -> more.accept(it.claim("sid", UUID.randomUUID().toString())));
    walk.add(name, Kind.ACCESS_TOKEN, Set.of(scope.split(" ", -1)), asked -> token);
  }

  private static String token(String scope, Consumer<JWTClaimsSet.Builder> more) {
    return ISSUER.token(it -> {}, it -> more.accept(it.claim("scope", scope)));
  }
}
