package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import mercat.contracts.accounts.BeginFederatedSignIn;
import mercat.contracts.accounts.CompleteFederatedSignIn;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Tokens;
import mercat.platform.Failure;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class FederatedSignInApiIT {
  private static final Credential SEALED = new Credential("sealed");
  private static final Tokens TOKENS = new Tokens(new Credential("a.b.c"), 600, SEALED);

  @AutoClose private final RunningEdge edge = new RunningEdge("edge.account-attempts-max", "1");

  @Test
  void beginsAtTheProvidersPage() {
    var url = "https://id.example/authorize?state=s";
    edge.answer(BeginFederatedSignIn.class, new BeginFederatedSignIn.Reply.Begun(url, SEALED));
    for (int i = 0; i < 3; i++) {
      var begun = begin().is(201).has("Cache-Control", "no-store");
      assertThat(begun.at("/authorizationUrl")).isEqualTo(url);
      assertThat(begun.at("/transaction")).isEqualTo("sealed");
    }
    edge.answer(BeginFederatedSignIn.class, new BeginFederatedSignIn.Reply.UnknownRedirectUri());
    begin().names("/redirectUri");
    edge.answer(BeginFederatedSignIn.class, new BeginFederatedSignIn.Reply.NotOffered());
    begin().is(404, "not_found");
    edge.fail(BeginFederatedSignIn.class, Failure.unavailable("the outside provider", null));
    begin().is(503, "unavailable").has("Retry-After", "1");
  }

  @Test
  void completesWithWhatTheBrowserBroughtBack() {
    edge.answer(CompleteFederatedSignIn.class, new CompleteFederatedSignIn.Reply.SignedIn(TOKENS));
    complete().is(201).has("Cache-Control", "no-store");
    assertThat(edge.asked(CompleteFederatedSignIn.class))
        .containsExactly(
            new CompleteFederatedSignIn(SEALED, new Credential("c"), new Credential("s")));
    edge.answer(
        CompleteFederatedSignIn.class,
        new CompleteFederatedSignIn.Reply.SecondFactorNeeded(new Credential("id.digest")));
    assertThat(complete().is(401, "second_factor_needed").at("/ticket")).isEqualTo("id.digest");
    edge.answer(CompleteFederatedSignIn.class, new CompleteFederatedSignIn.Reply.Refused());
    complete().is(401, "wrong_credentials");
    edge.answer(
        CompleteFederatedSignIn.class, new CompleteFederatedSignIn.Reply.EmailNotVerified());
    complete().is(409, "email_not_verified");
    edge.answer(CompleteFederatedSignIn.class, new CompleteFederatedSignIn.Reply.NotOffered());
    complete().is(404, "not_found");
  }

  private HttpReply begin() {
    return edge.json(
        "POST", "/v1/federated-sign-ins", "{\"redirectUri\":\"https://shop.example/back\"}");
  }

  private HttpReply complete() {
    return edge.json(
        "POST",
        "/v1/federated-sign-ins/completion",
        "{\"transaction\":\"sealed\",\"code\":\"c\",\"state\":\"s\"}");
  }
}
