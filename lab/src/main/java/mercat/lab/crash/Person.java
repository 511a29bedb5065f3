package mercat.lab.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Awaiting;
import mercat.verify.UnreachableException;

/**
 * A client as somebody who has an account. Whoever had no answer asks again, and goes on from what
 * they find: what cannot be done twice is refused by name.
 */
final class Person {
  static final Set<Integer> DONE = Set.of(200, 201, 202, 204);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int UNKNOWN_LINK = 422;
  private static final Duration LINK_MAX = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String ADDRESS =
      """
      {"name":"Ada","line1":"1 Point Road","city":"London","country":"GB"}\
      """;

  /** What their password is or was: it changes while the process dies. */
  private static final List<String> PASSWORDS =
      List.of("kettle orbit lantern one", "kettle orbit lantern two");

  private final PointClient client;
  private final UnaryOperator<String> told;
  private final IdentityProvider provider;
  private final Authenticator authenticator = new Authenticator();
  private final Deque<String> recoveryCodes = new ArrayDeque<>();
  private String password = PASSWORDS.getFirst();
  private String id = "";
  private String access = "";
  private String refresh = "";

  /**
   * Somebody who has no account yet.
   *
   * @param told what the operations listener says at a path
   * @param provider where they may sign in as well
   */
  Person(PointClient client, UnaryOperator<String> told, IdentityProvider provider) {
    this.client = client;
    this.told = told;
    this.provider = provider;
  }

  String password() {
    return password;
  }

  String id() {
    return id;
  }

  /** Registers, opens the link with which an address is verified, and signs in. */
  void register(ShopClient shop) {
    client.ask(shop, shop.registration(client.email(), password), DONE);
    var link = link("verify_email");
    if (link.isEmpty()) {
      throw new UnreachableException("there is no link to verify " + client.email());
    }
    client.ask(shop, shop.verification(link.get()), DONE);
    signIn(shop);
    id = own(shop, "GET", "/v1/me", "", DONE).json().path("id").asText();
  }

  /** The latest secret link of a purpose. */
  private Optional<String> link(String purpose) {
    for (var link : json(told.apply("/accounts/links")).path("links")) {
      if (link.path("email").asText().equals(client.email())
          && link.path("purpose").asText().equals(purpose)) {
        return Optional.of(link.path("token").asText());
      }
    }
    return Optional.empty();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException broken) {
      throw new UnreachableException("no JSON: " + text, broken);
    }
  }

  /** By the password that they have now, and by a code where one is wanted. */
  void signIn(ShopClient shop) {
    for (var each : PASSWORDS) {
      var outcome = client.send(shop, shop.signIn(client.email(), each), Set.of(201, 401));
      if (ShopClient.problemCode(outcome).equals("second_factor_needed")) {
        var body =
            JSON.createObjectNode()
                .put("ticket", outcome.json().path("ticket").asText())
                .put("code", code());
        outcome = client.send(shop, post(shop, "/v1/sessions/second-factor", body), Set.of(201));
      }
      if (outcome.status() == 201) {
        password = each;
        take(outcome);
        return;
      }
    }
    client.complain("no password opens the account");
  }

  private String code() {
    return recoveryCodes.isEmpty() ? authenticator.code() : recoveryCodes.remove();
  }

  private void take(CallOutcome outcome) {
    access = outcome.json().path("accessToken").asText();
    refresh = outcome.json().path("refreshToken").asText();
  }

  /** What is their own: a name, an address, what they ordered as a guest; and a session. */
  void settleIn(ShopClient shop) {
    take(client.send(shop, shop.refresh(refresh), DONE));
    does(shop, "PATCH", "/v1/me", "{\"name\":\"Ada Point\"}", DONE);
    does(shop, "POST", "/v1/me/addresses", ADDRESS, DONE);
    for (var saved : own(shop, "GET", "/v1/me/addresses", "", DONE).json().path("data")) {
      does(shop, "DELETE", "/v1/me/addresses/" + saved.path("id").asText(), "", DONE);
    }
    claim(shop);
    does(shop, "DELETE", "/v1/sessions/current", "", DONE);
  }

  /** Makes their own what they ordered as a guest. */
  void claim(ShopClient shop) {
    does(shop, "POST", "/v1/orders/claims", "", DONE);
  }

  /** By the one before, and again by a link: each works once. */
  void changePasswords(ShopClient shop) {
    signIn(shop);
    var change = JSON.createObjectNode().put("current", password).put("password", another());
    does(shop, "PUT", "/v1/me/password", change.toString(), DONE);
    password = another();
    client.ask(shop, shop.passwordReset(client.email()), DONE);
    boolean isReset = Awaiting.until(LINK_MAX, LOOK, () -> isReset(shop));
    if (!isReset) {
      client.complain("no link resets the password");
    }
    signIn(shop);
  }

  private String another() {
    return PASSWORDS.get(1 - PASSWORDS.indexOf(password));
  }

  /** The link is made in its own time, and takes the place of the one before. */
  private boolean isReset(ShopClient shop) {
    var link = link("reset_password");
    if (link.isEmpty()) {
      return false;
    }
    var body = JSON.createObjectNode().put("token", link.get()).put("password", another());
    var outcome =
        client.send(
            shop, post(shop, "/v1/password-resets/confirmation", body), Set.of(204, UNKNOWN_LINK));
    return outcome.status() != UNKNOWN_LINK;
  }

  /** Arms the account with a second factor, and disarms it by a code. */
  void armAndDisarm(ShopClient shop) {
    arm(shop);
    signIn(shop);
    var body = JSON.createObjectNode().put("password", password).put("code", code());
    does(shop, "POST", "/v1/me/second-factor/removal", body.toString(), DONE);
    signIn(shop);
  }

  /** Whoever died over the confirmation told nobody its recovery codes. */
  void arm(ShopClient shop) {
    signIn(shop);
    var mine = JSON.createObjectNode().put("password", password).toString();
    var enrolled = own(shop, "POST", "/v1/me/second-factor", mine, Set.of(201, 409));
    if (enrolled.status() == 201) {
      recoveryCodes.clear();
      authenticator.learn(enrolled.json().path("secret").asText());
      var code = JSON.createObjectNode().put("code", authenticator.code()).toString();
      var confirmed = own(shop, "PUT", "/v1/me/second-factor", code, DONE);
      confirmed.json().path("recoveryCodes").forEach(each -> recoveryCodes.add(each.asText()));
    }
  }

  /** By the outside provider, which knows them by the same address. */
  void signInElsewhere(ShopClient shop) {
    var where = JSON.createObjectNode().put("redirectUri", IdentityProvider.BACK);
    var begun = client.send(shop, post(shop, "/v1/federated-sign-ins", where), DONE).json();
    var url = begun.path("authorizationUrl").asText();
    var back =
        JSON.createObjectNode()
            .put("transaction", begun.path("transaction").asText())
            .put("code", provider.signIn(url, client.email()))
            .put("state", IdentityProvider.fields(url).get("state"));
    take(client.send(shop, post(shop, "/v1/federated-sign-ins/completion", back), DONE));
  }

  /** For good: whoever asks again may be nobody already. */
  void erase(ShopClient shop) {
    does(shop, "DELETE", "/v1/me", "", Set.of(204, 401, 404));
  }

  private void does(
      ShopClient shop, String method, String path, String json, Set<Integer> allowed) {
    var unused = own(shop, method, path, json, allowed);
  }

  private CallOutcome own(
      ShopClient shop, String method, String path, String json, Set<Integer> allowed) {
    return client.send(shop, PointClient.bearing(shop, access, method, path, json), allowed);
  }

  private static HttpText post(ShopClient shop, String path, JsonNode json) {
    return HttpText.post(shop.address(), path, json.toString());
  }
}
