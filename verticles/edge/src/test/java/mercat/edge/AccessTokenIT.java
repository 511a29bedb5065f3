package mercat.edge;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.accounts.RevokedSessions;
import mercat.contracts.accounts.SessionsRevoked;
import mercat.contracts.accounts.SigningKeyChanged;
import mercat.contracts.accounts.SigningKeys;
import mercat.contracts.accounts.TokenRevoked;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOwnOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.platform.Actor;
import mercat.platform.Failure;
import mercat.testkit.HttpReply;
import mercat.testkit.LocalNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens, as their bearers send them: whom they make of somebody, and when they do not. */
class AccessTokenIT {
  private static final TokenIssuer ISSUER = TokenIssuer.FIRST;

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @BeforeEach
  void takesOrders() {
    takesOrders(edge);
    edge.answer(SearchOrders.class, new ListOrders.Found(List.of(), false));
  }

  private void takesOrders(RunningEdge taking) {
    taking.takesOrders();
    taking.answer(PlaceOwnOrder.class, Samples.placed());
    ISSUER.introduceTo(taking);
  }

  private HttpReply order(String token) {
    return order(edge, token);
  }

  private static HttpReply order(RunningEdge taking, String token) {
    return taking.order(Samples.ORDER_BODY, Samples.bearer(token));
  }

  private HttpReply search(String token) {
    return edge.get("/v1/admin/orders", Samples.bearer(token));
  }

  @Test
  void makeACustomerOfWhoeverSignedIn() {
    order(ISSUER.token("customer orders:read")).is(201);
    var actor = edge.last(PlaceOwnOrder.class).actor();
    assertThat(actor)
        .isEqualTo(new Actor(TokenIssuer.CUSTOMER.toString(), Set.of("customer", "orders:read")));
    assertThat(actor.requireCustomer()).isEqualTo(TokenIssuer.CUSTOMER);
  }

  @Test
  void leaveWhoeverHasNoneAGuest() {
    edge.order(Samples.ORDER_BODY).is(201);
    assertThat(edge.last(PlaceOrder.class).actor()).isEqualTo(Actor.GUEST);
    order("admin-token").is(201);
    assertThat(edge.last(PlaceOrder.class).actor()).isEqualTo(Actor.GUEST);
  }

  @Test
  void openWhatTheirScopeNames() {
    search(ISSUER.token("customer orders:read")).is(200);
    search(ISSUER.token("admin")).is(200);
    for (var scope : List.of("customer", "customer orders:write", "orders:reader", "")) {
      search(ISSUER.token(scope)).is(403, "forbidden");
    }
    order(ISSUER.token("orders:read")).is(403, "forbidden");
    assertThat(edge.asked(SearchOrders.class)).hasSize(2);
  }

  /** What stands in a query stands in histories and in the logs of proxies. */
  @Test
  void openNothingFromAQueryOrABody() {
    var token = ISSUER.token("customer orders:read");
    edge.get("/v1/admin/orders?access_token=" + token).is(401, "unauthenticated");
    edge.post(
            "/v1/admin/orders/search",
            "access_token=" + token,
            "Content-Type",
            "application/x-www-form-urlencoded")
        .is(401, "unauthenticated");
    assertThat(edge.asked(SearchOrders.class)).isEmpty();
  }

  /** B15 to B19: what a library, or one setting of it, would let pass. */
  private static Map<String, String> badTokens() {
    var now = Instant.now();
    var other = TokenIssuer.of("key-1");
    var good = ISSUER.token("customer");
    var segments = good.split("\\.", -1);
    var bad = new LinkedHashMap<String, String>();
    bad.put("another's key of the same name", other.token("customer"));
    bad.put("a key that nobody knows", TokenIssuer.of("key-7").token("customer"));
    bad.put("no signature", segments[0] + "." + segments[1]);
    bad.put("an empty signature", segments[0] + "." + segments[1] + ".");
    bad.put("a fourth segment", good + ".AAAA");
    bad.put("alg none", unsigned("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"key-1\"}"));
    bad.put("padding", segments[0] + "=." + segments[1] + "." + segments[2]);
    bad.put("the type JWT", header(it -> it.type(JOSEObjectType.JWT)));
    bad.put("no type", header(it -> it.type(null)));
    bad.put("no key", header(it -> it.keyID(null)));
    bad.put("a path as key", header(it -> it.keyID("../key-1")));
    bad.put("SQL as key", header(it -> it.keyID("key-1' or 'a'='a")));
    bad.put("a key of its own", header(it -> it.jwk(other.key().toPublicJWK())));
    bad.put("a URL of keys", header(it -> it.jwkURL(URI.create("https://example.org"))));
    bad.put("no issuer", claims(it -> it.issuer(null)));
    bad.put("another issuer", claims(it -> it.issuer("https://example.org")));
    bad.put("no audience", claims(it -> it.audience((String) null)));
    bad.put("another audience", claims(it -> it.audience("other")));
    bad.put("an audience beside us", claims(it -> it.audience(List.of("mercat", "other"))));
    bad.put("no subject", claims(it -> it.subject(null)));
    bad.put("no id", claims(it -> it.jwtID(null)));
    bad.put("no time of issue", claims(it -> it.issueTime(null)));
    bad.put("no end", claims(it -> it.expirationTime(null)));
    bad.put("an end long ago", claims(it -> it.expirationTime(Date.from(now.minusSeconds(30)))));
    bad.put(
        "an end in 2099",
        claims(it -> it.expirationTime(Date.from(Instant.ofEpochSecond(4_070_908_800L)))));
    bad.put("an issue tomorrow", claims(it -> it.issueTime(Date.from(now.plusSeconds(86_400)))));
    bad.put(
        "use from tomorrow", claims(it -> it.notBeforeTime(Date.from(now.plusSeconds(86_400)))));
    bad.put("no session", claims(it -> it.claim("sid", null)));
    bad.put(
        "a client's without a session",
        claims(it -> it.claim("sid", null).subject("wms-1").claim("scope", "orders:read")));
    bad.put("a session that is none", claims(it -> it.claim("sid", "1")));
    return bad;
  }

  private static String header(Consumer<JWSHeader.Builder> change) {
    return ISSUER.token(change, it -> {});
  }

  private static String claims(Consumer<JWTClaimsSet.Builder> change) {
    return ISSUER.token(it -> {}, change);
  }

  private static String unsigned(String header) {
    var claims = ISSUER.token("customer").split("\\.", -1)[1];
    var encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(header.getBytes(StandardCharsets.UTF_8));
    return encoded + "." + claims + ".";
  }

  @Test
  void openNothingUnlessTheyAreAsTheyMustBe() {
    badTokens()
        .forEach((what, token) -> {
          for (var reply : List.of(order(token), search(token))) {
            assertThat(reply.status()).as(what).isEqualTo(401);
            reply.has("WWW-Authenticate", "Bearer error=\"invalid_token\"");
          }
        });
    assertThat(edge.asked(SearchOrders.class)).isEmpty();
    assertThat(edge.asked(PlaceOrder.class)).isEmpty();
  }

  @Test
  void openNothingByAnotherSignatureEvenWhereTheyAreRemembered() {
    var token = ISSUER.token("customer");
    repeatedly(() -> order(token).is(201));
    var forged = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(86);
    repeatedly(() -> order(forged).is(401));
  }

  @Test
  void endWithTheirTimeEvenWhereTheyAreRemembered() {
    var ahead = new AtomicReference<>(Duration.ZERO);
    try (var later = new RunningEdge(() -> Instant.now().plus(ahead.get()))) {
      takesOrders(later);
      var token = ISSUER.token("customer");
      repeatedly(() -> order(later, token).is(201));
      ahead.set(Duration.ofMinutes(9)); // of which the token had less
      repeatedly(() -> order(later, token).is(401));
    }
  }

  @Test
  void endWithTheirSession() {
    var token = ISSUER.token("customer");
    order(token).is(201);
    edge.announce(new SessionsRevoked(UUID.randomUUID(), List.of(UUID.randomUUID())));
    order(token).is(201);
    edge.announce(new SessionsRevoked(TokenIssuer.CUSTOMER, List.of(TokenIssuer.SESSION)));
    eventually(() -> repeatedly(() -> order(token).is(401)));
    order(claims(it -> it.claim("sid", UUID.randomUUID().toString()))).is(201);
  }

  @Test
  void knowWhichSessionsHadEndedBeforeTheNodeStarted() {
    try (var late = new RunningEdge()) {
      late.answerBy(
          RevokedSessions.class,
          request ->
              request.after().equals(new UUID(0, 0))
                  ? new RevokedSessions.Listed(List.of(UUID.randomUUID()), true)
                  : new RevokedSessions.Listed(List.of(TokenIssuer.SESSION), false));
      late.silenceLogs(true);
      // Both instances look every second.
      await().atMost(LocalNode.SOON).pollDelay(Duration.ofSeconds(3)).until(() -> true);
      late.silenceLogs(false);
      ISSUER.introduceTo(late);
      eventually(() -> order(late, ISSUER.token("customer")).is(401));
    }
  }

  /** Guests go on. Then the keys of today are learned, for nobody heard if they became others. */
  @Test
  void openNothingWhileNobodyCanTellWhatWasRevoked() {
    var token = ISSUER.token("customer");
    edge.silenceLogs(true);
    order(token).is(201);
    eventually(() -> repeatedly(() -> order(token).is(503, "unavailable")));
    edge.order(Samples.ORDER_BODY).is(201);
    search("admin-token").is(200);
    var next = TokenIssuer.of("key-2");
    edge.answer(SigningKeys.class, next.keys());
    edge.silenceLogs(false);
    eventually(() -> repeatedly(() -> order(token).is(401)));
    repeatedly(() -> order(next.token("customer")).is(201));
  }

  @Test
  void areKnownByANewKeyAsSoonAsItIsAnnounced() {
    var next = TokenIssuer.of("key-2");
    var both = Stream.of(ISSUER, next).flatMap(issuer -> issuer.keys().keys().stream()).toList();
    edge.answer(SigningKeys.class, new SigningKeys.Listed(ISSUER.keys().issuer(), both));
    edge.announce(new SigningKeyChanged("key-2"));
    eventually(() -> repeatedly(() -> order(next.token("customer")).is(201)));
    var remembered = ISSUER.token("customer");
    repeatedly(() -> order(remembered).is(201));
    edge.answer(SigningKeys.class, next.keys());
    edge.announce(new SigningKeyChanged("key-2"));
    eventually(() -> repeatedly(() -> order(remembered).is(401)));
  }

  @Test
  void doNotMakeTheEdgeAskAgainAndAgainForKeysThatThereAreNot() {
    int before = edge.asked(SigningKeys.class).size();
    long began = System.nanoTime();
    var strangers = TokenIssuer.of("key-7");
    for (int i = 0; i < 40; i++) {
      order(strangers.token("customer")).is(401);
    }
    // Each of two instances once in five seconds.
    long pauses = Duration.ofNanos(System.nanoTime() - began).dividedBy(Duration.ofSeconds(5));
    assertThat(edge.asked(SigningKeys.class).size() - before)
        .isLessThanOrEqualTo(2 * (1 + (int) pauses));
  }

  @Test
  void areNotRefusedForGoodWhileNobodyTellsTheKeys() {
    var next = TokenIssuer.of("key-2");
    edge.fail(SigningKeys.class, Failure.unavailable("accounts", null));
    edge.announce(new SigningKeyChanged("key-2"));
    eventually(() -> repeatedly(() -> order(next.token("customer")).is(503)));
    order(ISSUER.token("customer")).is(201);
    edge.answer(SigningKeys.class, next.keys());
    eventually(() -> repeatedly(() -> order(next.token("customer")).is(201)));
  }

  @Test
  void ofStaffAreAskedForAgainWhenOneIsRevoked() {
    search("admin-token").is(200);
    edge.answer(CheckStaffToken.class, new CheckStaffToken.Reply.Unknown());
    edge.announce(new TokenRevoked("first"));
    assertStaffIsOutWithinFiveSecondsOf(System.nanoTime());
  }

  /** Untold, each of the two instances would ask every three seconds: forty times in a minute. */
  @Test
  void ofStaffAreAskedForAgainWheneverOneIsRevoked() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          for (int i = 0; i < 40; i++) {
            int before = edge.asked(CheckStaffToken.class).size();
            edge.announce(new TokenRevoked("another"));
            while (edge.asked(CheckStaffToken.class).size() == before) {
              search("admin-token").is(200);
            }
          }
        });
  }

  /** Accounts looked before, and its answer came after: nobody hears of the end again. */
  @Test
  void ofStaffOpenNothingFiveSecondsAfterTheirEndHoweverLateAnAnswerCame() {
    var valid = new CheckStaffToken.Reply.Staff("first", Set.of("admin"));
    edge.answerWith(
        CheckStaffToken.class,
        (check, call) -> {
          edge.answer(CheckStaffToken.class, new CheckStaffToken.Reply.Unknown());
          return edge.after(1_000).map(late -> valid);
        });
    long ended = System.nanoTime();
    search("admin-token").is(200);
    assertStaffIsOutWithinFiveSecondsOf(ended);
  }

  /** Whoever is let in had asked before: this machine may take its time. */
  private void assertStaffIsOutWithinFiveSecondsOf(long endNanos) {
    eventually(() ->
        repeatedly(() -> {
          var sinceEnd = Duration.ofNanos(System.nanoTime() - endNanos);
          var status = search("admin-token").status();
          if (status == 200 && sinceEnd.compareTo(Duration.ofSeconds(5)) > 0) {
            throw new IllegalStateException("let in after " + sinceEnd);
          }
          assertThat(status).isEqualTo(401);
        }));
  }

  /** B26: no header and no other method makes more of somebody. */
  @ParameterizedTest
  @ValueSource(strings = {"X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL", "X-Role"})
  void cannotBeHelpedByAHeader(String header) {
    var customer = "Bearer " + ISSUER.token("customer");
    for (var value : List.of("GET", "/v1/admin/orders", "admin")) {
      edge.get("/v1/admin/orders", "Authorization", customer, header, value).is(403);
      edge.send("POST", "/v1/admin/orders", "Authorization", customer, header, value).is(405);
      edge.send("HEAD", "/v1/admin/orders", "Authorization", customer, header, value).is(403);
    }
    assertThat(edge.asked(SearchOrders.class)).isEmpty();
  }

  /** Both instances of the edge answer so. */
  private static void repeatedly(Runnable request) {
    for (int i = 0; i < 8; i++) {
      request.run();
    }
  }
}
