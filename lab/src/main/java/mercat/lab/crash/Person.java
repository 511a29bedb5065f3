package mercat.lab.crash;

import static mercat.lab.crash.PointClient.DONE;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Awaiting;
import mercat.verify.UnreachableException;

/**
 * A client as somebody who has an account. Whoever had no answer asks again, and goes on from what
 * they find: what cannot be done twice is refused by name.
 */
final class Person {
  private static final int UNKNOWN_LINK = 422;
  private static final Duration LINK_MAX = Duration.ofSeconds(15);
  private static final JsonObject ADDRESS =
      JsonObject.of("name", "Ada", "line1", "1 Point Road", "city", "London", "country", "GB");

  /** What their password is or was: it changes while the process dies. */
  private static final List<String> PASSWORDS =
      List.of("kettle orbit lantern one", "kettle orbit lantern two");

  private final PointClient client;
  private final Authenticator authenticator = new Authenticator();
  private final Deque<String> recoveryCodes = new ArrayDeque<>();
  private String password = PASSWORDS.getFirst();
  private String id = "";
  private String access = "";
  private String refresh = "";

  /** Somebody who has no account yet. */
  Person(PointClient client) {
    this.client = client;
  }

  String password() {
    return password;
  }

  String id() {
    return id;
  }

  /** Registers, opens the link with which an address is verified, and signs in. */
  void register() {
    client.ask(client.shop().registration(client.email(), password));
    var link = link("verify_email");
    if (link.isEmpty()) {
      throw new UnreachableException("there is no link to verify " + client.email());
    }
    client.ask(client.shop().verification(link.get()));
    signIn();
    id = own("GET", "/v1/me").json().path("id").asText();
  }

  /** The latest secret link of a purpose. */
  private Optional<String> link(String purpose) {
    for (var link : client.system().told("/accounts/links").path("links")) {
      if (link.path("email").asText().equals(client.email())
          && link.path("purpose").asText().equals(purpose)) {
        return Optional.of(link.path("token").asText());
      }
    }
    return Optional.empty();
  }

  /** By the password that they have now, and by a code where one is wanted. */
  void signIn() {
    for (var each : PASSWORDS) {
      var outcome = client.send(client.shop().signIn(client.email(), each), Set.of(201, 401));
      if (ShopClient.problemCode(outcome).equals("second_factor_needed")) {
        var ticket = outcome.json().path("ticket").asText();
        var body = JsonObject.of("ticket", ticket, "code", code());
        outcome = client.post("/v1/sessions/second-factor", body, Set.of(201));
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
  void settleIn() {
    take(client.send(client.shop().refresh(refresh), DONE));
    does("PATCH", "/v1/me", JsonObject.of("name", "Ada Point"));
    does("POST", "/v1/me/addresses", ADDRESS);
    for (var saved : own("GET", "/v1/me/addresses").json().path("data")) {
      does("DELETE", "/v1/me/addresses/" + saved.path("id").asText());
    }
    claim();
    does("DELETE", "/v1/sessions/current");
  }

  /** Makes their own what they ordered as a guest. */
  void claim() {
    does("POST", "/v1/orders/claims");
  }

  /** By the one before, and again by a link: each works once. */
  void changePasswords() {
    signIn();
    does("PUT", "/v1/me/password", JsonObject.of("current", password, "password", another()));
    password = another();
    client.ask(client.shop().passwordReset(client.email()));
    if (!Awaiting.until(LINK_MAX, this::isReset)) {
      client.complain("no link resets the password");
    }
    signIn();
  }

  private String another() {
    return PASSWORDS.get(1 - PASSWORDS.indexOf(password));
  }

  /** The link is made in its own time, and takes the place of the one before. */
  private boolean isReset() {
    var link = link("reset_password");
    if (link.isEmpty()) {
      return false;
    }
    var body = JsonObject.of("token", link.get(), "password", another());
    var allowed = Set.of(204, UNKNOWN_LINK);
    return client.post("/v1/password-resets/confirmation", body, allowed).status() != UNKNOWN_LINK;
  }

  /** Arms the account with a second factor, and disarms it by a code. */
  void armAndDisarm() {
    arm();
    signIn();
    var proof = JsonObject.of("password", password, "code", code());
    does("POST", "/v1/me/second-factor/removal", proof);
    signIn();
  }

  /** Whoever died over the confirmation told nobody its recovery codes. */
  void arm() {
    signIn();
    var mine = JsonObject.of("password", password);
    var enrolled = own("POST", "/v1/me/second-factor", mine, Set.of(201, 409));
    if (enrolled.status() == 201) {
      recoveryCodes.clear();
      authenticator.learn(enrolled.json().path("secret").asText());
      var code = JsonObject.of("code", authenticator.code());
      var confirmed = own("PUT", "/v1/me/second-factor", code, DONE);
      confirmed.json().path("recoveryCodes").forEach(each -> recoveryCodes.add(each.asText()));
    }
  }

  /** By the outside provider, which knows them by the same address. */
  void signInElsewhere() {
    var where = JsonObject.of("redirectUri", IdentityProvider.BACK);
    var begun = client.post("/v1/federated-sign-ins", where, DONE).json();
    var url = begun.path("authorizationUrl").asText();
    var back =
        JsonObject.of("transaction", begun.path("transaction").asText())
            .put("code", client.system().around().people().signIn(url, client.email()))
            .put("state", IdentityProvider.fields(url).get("state"));
    take(client.post("/v1/federated-sign-ins/completion", back, DONE));
  }

  /** For good: whoever asks again may be nobody already. */
  void erase() {
    var unused = own("DELETE", "/v1/me", PointClient.NO_BODY, Set.of(204, 401, 404));
  }

  private void does(String method, String path) {
    does(method, path, PointClient.NO_BODY);
  }

  private void does(String method, String path, JsonObject body) {
    var unused = own(method, path, body, DONE);
  }

  private CallOutcome own(String method, String path) {
    return own(method, path, PointClient.NO_BODY, DONE);
  }

  private CallOutcome own(String method, String path, JsonObject body, Set<Integer> allowed) {
    return client.send(access, method, path, body, allowed);
  }
}
