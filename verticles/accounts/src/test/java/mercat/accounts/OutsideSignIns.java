package mercat.accounts;

import static mercat.accounts.OutsideProvider.CLIENT;
import static mercat.accounts.RunningAccounts.freshEmail;
import static mercat.accounts.RunningAccounts.freshKeyFile;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import mercat.contracts.accounts.BeginFederatedSignIn;
import mercat.contracts.accounts.CompleteFederatedSignIn;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.testkit.TestDatabase;

/** People who come by an outside provider, and the time at which they do. */
final class OutsideSignIns implements AutoCloseable {
  static final String BACK = "https://shop.example/back";
  static final String OTHER_BACK = "https://app.example/back";
  static final CompleteFederatedSignIn.Reply REFUSED = new CompleteFederatedSignIn.Reply.Refused();

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T02:00:00Z"));
  final OutsideProvider provider = new OutsideProvider();
  final RunningAccounts accounts = running(provider);

  /** A sign-in whose browser is at the provider's. */
  record Begun(String url, Credential transaction) {
    Credential state() {
      var state = url.replaceAll(".*[?&]state=([^&]*).*", "$1");
      return new Credential(state);
    }
  }

  /** Accounts whose people may come by a provider. */
  RunningAccounts running(OutsideProvider by) {
    return new RunningAccounts(
        TestDatabase.fresh(),
        now::get,
        Map.of(
            "accounts.key-file",
            freshKeyFile().toString(),
            "accounts.oidc-issuer",
            by.issuer(),
            "accounts.oidc-client-id",
            CLIENT,
            "accounts.oidc-client-secret",
            OutsideProvider.SECRET,
            "accounts.oidc-redirect-uris",
            BACK + "," + OTHER_BACK));
  }

  Begun begin() {
    return begin(BACK);
  }

  Begun begin(String redirectUri) {
    var reply = accounts.ask(new BeginFederatedSignIn(redirectUri));
    var begun = (BeginFederatedSignIn.Reply.Begun) reply;
    return new Begun(begun.authorizationUrl(), begun.transaction());
  }

  CompleteFederatedSignIn.Reply complete(
      Credential transaction, Credential code, Credential state) {
    return accounts.ask(new CompleteFederatedSignIn(transaction, code, state));
  }

  CompleteFederatedSignIn.Reply complete(Begun begun, Credential code) {
    return complete(begun.transaction(), code, begun.state());
  }

  /** The whole way of somebody whom the provider knows. */
  CompleteFederatedSignIn.Reply come(JsonObject who) {
    return come(begin(), who);
  }

  CompleteFederatedSignIn.Reply come(Begun begun, JsonObject who) {
    return complete(begun, provider.authorize(begun.url(), who));
  }

  /** The same of somebody who never came before. */
  CompleteFederatedSignIn.Reply come() {
    return come(person(freshEmail()));
  }

  static JsonObject person(Email email) {
    return new JsonObject()
        .put("sub", "sub-of-" + email.value())
        .put("email", email.value())
        .put("email_verified", true)
        .put("name", "Ada Lovelace");
  }

  static void assertSignedIn(CompleteFederatedSignIn.Reply reply) {
    assertThat(reply).isInstanceOf(CompleteFederatedSignIn.Reply.SignedIn.class);
  }

  void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Override
  public void close() {
    accounts.close();
    provider.close();
  }
}
