package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.SessionsRevoked;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the contract, asked for by everybody that there may be: each answer is the one
 * that the operation's {@code security} promises. The table is printed, and lies in {@code
 * target/access-walk.md}.
 */
class AccessWalkIT {
  private static final TokenIssuer ISSUER = TokenIssuer.FIRST;
  private static final UUID ENDED = UUID.randomUUID();

  /**
   * Somebody who asks.
   *
   * @param bearer what they send, empty for nothing
   * @param held the scopes that it grants; none when it grants nothing
   */
  private record Somebody(String bearer, Kind kind, Set<String> held) {}

  private enum Kind {
    NOBODY,
    OWN_ORDER_TOKEN,
    OTHER_TOKEN,
    ACCESS_TOKEN,
    DEAD_ACCESS_TOKEN
  }

  /** Whom an operation is for, as the contract says it, read without the edge's own code. */
  private record Promise(boolean isPublic, boolean isOpen, boolean takesOrderTokens, String scope) {
    static Promise of(JsonNode security) {
      var scope = security.findValue("bearer");
      return new Promise(
          security.isEmpty(),
          security.valueStream().anyMatch(JsonNode::isEmpty),
          security.findValue("orderToken") != null,
          scope == null ? "" : scope.path(0).asText());
    }

    /** The statuses of which the answer must be one; empty for any but a refusal. */
    List<Integer> refusals(Somebody who) {
      if (isPublic) {
        return List.of();
      }
      if (scope.isEmpty()) {
        return who.kind() == Kind.OWN_ORDER_TOKEN ? List.of() : List.of(401, 404);
      }
      return switch (who.kind()) {
        case DEAD_ACCESS_TOKEN -> List.of(401);
        case ACCESS_TOKEN -> Role.isGranted(who.held(), scope) ? List.of() : List.of(403);
        case OWN_ORDER_TOKEN -> isOpen || takesOrderTokens ? List.of() : List.of(401);
        case NOBODY, OTHER_TOKEN ->
            isOpen ? List.of() : takesOrderTokens ? List.of(401, 404) : List.of(401);
      };
    }
  }

  @Test
  void nobodyIsWhereTheyDoNotBelong() throws IOException {
    try (var edge = new RunningEdge("edge.attempts-max", "0")) {
      answerOrders(edge);
      ISSUER.introduceTo(edge);
      edge.announce(new SessionsRevoked(TokenIssuer.CUSTOMER, List.of(ENDED)));
      var ended = signedIn("customer admin", ENDED).bearer();
      var headers = new String[] {"Authorization", "Bearer " + ended};
      Awaitility.await()
          .until(() ->
              IntStream.range(0, 16)
                  .allMatch(i -> edge.get("/v1/admin/orders", headers).status() == 401));
      var everybody = everybody();
      var table = new ArrayList<String>();
      table.add("| operation | scope | " + String.join(" | ", everybody.keySet()) + " |");
      table.add("|---|---|" + "---|".repeat(everybody.size()));
      var softly = new SoftAssertions();
      for (var path : ContractOracle.node().path("paths").properties()) {
        for (var operation : path.getValue().properties()) {
          table.add(walk(edge, path.getKey(), operation, everybody, softly));
        }
      }
      var file = Path.of("target", "access-walk.md");
      Files.write(file, table);
      table.forEach(System.out::println);
      softly.assertAll();
      assertThat(table).hasSizeGreaterThan(20);
    }
  }

  private static String walk(
      RunningEdge edge,
      String path,
      Map.Entry<String, JsonNode> operation,
      Map<String, Somebody> everybody,
      SoftAssertions softly) {
    var method = operation.getKey().toUpperCase(Locale.ROOT);
    var promise = Promise.of(operation.getValue().path("security"));
    var row = new StringBuilder("| " + method + " `" + path + "` | " + promise.scope() + " |");
    everybody.forEach((name, who) -> {
      int status = ask(edge, method, path, operation.getValue(), who.bearer());
      var refusals = promise.refusals(who);
      row.append(' ').append(refusals.isEmpty() ? "" : "**").append(status);
      row.append(refusals.isEmpty() ? " |" : "** |");
      var what = softly.assertThat(status).as("%s %s by %s", method, path, name);
      if (refusals.isEmpty()) {
        what.isNotIn(401, 403);
      } else {
        what.isIn(refusals);
      }
    });
    return row.toString();
  }

  private static int ask(
      RunningEdge edge, String method, String path, JsonNode operation, String bearer) {
    var mediaTypes = operation.path("requestBody").path("content").fieldNames();
    var mediaType = mediaTypes.hasNext() ? mediaTypes.next() : "";
    var target =
        path.replace("{id}", Samples.ID.toString())
            .replace("{code}", "conflict")
            .replaceAll("\\{\\w+}", "85123A");
    var headers = new ArrayList<String>();
    if (!mediaType.isEmpty()) {
      headers.addAll(List.of("Content-Type", mediaType));
    }
    if (!bearer.isEmpty()) {
      headers.addAll(List.of("Authorization", "Bearer " + bearer));
    }
    var request =
        edge.request(target, headers.toArray(String[]::new))
            .method(method, BodyPublishers.ofString(mediaType.isEmpty() ? "" : "{}"));
    return edge.send(request).status();
  }

  /** The order's own token opens it, as in the context that owns it. */
  private static void answerOrders(RunningEdge edge) {
    edge.answerWith(
        FindOrder.class,
        (find, call) ->
            Future.succeededFuture(
                find.orderToken().equals(Samples.TOKEN)
                    ? new FindOrder.Reply.Found(Samples.confirmed())
                    : new FindOrder.Reply.Unknown()));
    edge.answerWith(
        CancelOrder.class,
        (cancel, call) ->
            Future.succeededFuture(
                cancel.orderToken().equals(Samples.TOKEN)
                    ? new CancelOrder.Reply.Cancelled(Samples.confirmed())
                    : new CancelOrder.Reply.Unknown()));
  }

  private static Map<String, Somebody> everybody() {
    var all = new LinkedHashMap<String, Somebody>();
    all.put("nobody", new Somebody("", Kind.NOBODY, Set.of()));
    all.put("order's token", new Somebody(Samples.TOKEN, Kind.OWN_ORDER_TOKEN, Set.of()));
    all.put(
        "another order's", new Somebody(UUID.randomUUID() + ".mac", Kind.OTHER_TOKEN, Set.of()));
    all.put("customer", signedIn("customer", UUID.randomUUID()));
    for (var role : Role.values()) {
      if (role != Role.CUSTOMER) {
        var scope = "customer " + String.join(" ", role.scopes());
        all.put(role.name().toLowerCase(Locale.ROOT), signedIn(scope, UUID.randomUUID()));
      }
    }
    all.put("client, orders:read", client("orders:read"));
    all.put("client, no scope", client("nothing"));
    var expired =
        ISSUER.token(
            it -> {},
            it ->
                it.claim("scope", "customer admin")
                    .expirationTime(Date.from(Instant.now().minusSeconds(40))));
    all.put("expired", new Somebody(expired, Kind.DEAD_ACCESS_TOKEN, Set.of()));
    var revoked = signedIn("customer admin", ENDED).bearer();
    all.put("revoked", new Somebody(revoked, Kind.DEAD_ACCESS_TOKEN, Set.of()));
    return all;
  }

  private static Somebody signedIn(String scope, UUID session) {
    var token =
        ISSUER.token(it -> {}, it -> it.claim("scope", scope).claim("sid", session.toString()));
    return new Somebody(token, Kind.ACCESS_TOKEN, Set.of(scope.split(" ", -1)));
  }

  private static Somebody client(String scope) {
    var token = ISSUER.token(it -> {}, it -> it.claim("scope", scope).subject("client-1"));
    return new Somebody(token, Kind.ACCESS_TOKEN, Set.of(scope));
  }
}
