package mercat.accounts;

import static mercat.accounts.OutsideProvider.CLIENT;
import static mercat.accounts.OutsideSignIns.BACK;
import static mercat.accounts.OutsideSignIns.OTHER_BACK;
import static mercat.accounts.OutsideSignIns.REFUSED;
import static mercat.accounts.OutsideSignIns.assertSignedIn;
import static mercat.accounts.OutsideSignIns.person;
import static mercat.accounts.RunningAccounts.ADMIN;
import static mercat.accounts.RunningAccounts.PASSWORD;
import static mercat.accounts.RunningAccounts.freshEmail;
import static mercat.testkit.LocalNode.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import mercat.accounts.OutsideProvider.Fault;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.BeginFederatedSignIn;
import mercat.contracts.accounts.CompleteFederatedSignIn;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.EmailVerified;
import mercat.contracts.accounts.EraseAccount;
import mercat.contracts.accounts.SignIn;
import mercat.platform.FailureKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FederatedSignInIT {
  private static final CompleteFederatedSignIn.Reply NOT_VERIFIED =
      new CompleteFederatedSignIn.Reply.EmailNotVerified();

  @AutoClose static final OutsideSignIns signIns = new OutsideSignIns();

  private static final OutsideProvider provider = signIns.provider;
  private static final RunningAccounts accounts = signIns.accounts;

  @AfterEach
  void tellsTheTruthAgain() {
    provider.fault = Fault.NONE;
    provider.claims = UnaryOperator.identity();
  }

  @Test
  void sendsTheBrowserWithEverythingThatBindsWhatComesBack() {
    var url = signIns.begin().url();
    assertThat(url)
        .startsWith(provider.issuer() + "/authorize?")
        .contains("response_type=code", "client_id=" + CLIENT)
        .contains("scope=openid+email+profile", "code_challenge_method=S256")
        .contains("redirect_uri=https%3A%2F%2Fshop.example%2Fback")
        .containsPattern("[?&]state=[\\w-]{43}(&|$)")
        .containsPattern("[?&]nonce=[\\w-]{43}(&|$)")
        .containsPattern("[?&]code_challenge=[\\w-]{43}(&|$)");
    assertThat(signIns.begin().state()).isNotEqualTo(signIns.begin().state());
  }

  @Test
  void sendsTheBrowserBackWhereverItBegan() {
    for (var uri : List.of(BACK, OTHER_BACK)) {
      assertSignedIn(signIns.come(signIns.begin(uri), person(freshEmail())));
    }
  }

  @Test
  void makesAnAccountForWhomTheProviderVouches() {
    var email = freshEmail();
    assertSignedIn(signIns.come(person(email)));
    var account = accounts.account(email);
    assertThat(account.emailVerified()).isTrue();
    assertThat(account.name()).isEqualTo("Ada Lovelace");
    assertThat(accounts.announced("accounts", account.id()))
        .containsExactly(new AccountRegistered(account.id()), new EmailVerified(account.id()));
    assertSignedIn(signIns.come(person(email).put("email", "moved@example.com")));
    assertThat(accounts.account(email)).isEqualTo(account);
    assertThat(accounts.ask(new SignIn(email, PASSWORD))).isEqualTo(new SignIn.Reply.Refused());
  }

  @Test
  void makesAnotherAccountForWhoeverWasForgotten() {
    var email = freshEmail();
    var who = person(email);
    assertSignedIn(signIns.come(who));
    var erased = accounts.account(email).id();
    var known =
        "select account from accounts.federated_identity where subject = '%s'"
            .formatted(who.getString("sub"));
    assertThat(accounts.database().rows(known)).containsExactly(erased.toString());
    assertThat(accounts.askAs(ADMIN, new EraseAccount(erased)))
        .isEqualTo(new EraseAccount.Reply.Erased());
    assertThat(accounts.database().rows(known)).isEmpty();
    assertSignedIn(signIns.come(who));
    assertThat(accounts.account(email).id()).isNotEqualTo(erased);
  }

  @Test
  void joinsTheAccountWhoseAddressWasVerified() {
    var person = accounts.signedIn();
    accounts.verified(person.email());
    assertSignedIn(signIns.come(person(person.email())));
    assertThat(accounts.refresh(person.tokens())).isNotNull();
    assertThat(accounts.signIn(person.email())).as("by password as before").isNotNull();
  }

  @Test
  void takesAnAccountFromWhoeverRegisteredSomebodyElsesAddress() {
    var withFactor = accounts.armed(accounts.signedIn()).person();
    assertSignedIn(signIns.come(person(withFactor.email())));
    var mallory = accounts.signedIn();
    assertSignedIn(signIns.come(person(mallory.email())));
    accounts.assertSignedOut(mallory.tokens());
    assertThat(accounts.ask(new SignIn(mallory.email(), PASSWORD)))
        .isEqualTo(new SignIn.Reply.Refused());
    assertThat(accounts.account(mallory.email()).emailVerified()).isTrue();
    assertThat(accounts.announced("accounts", mallory.id()))
        .contains(new EmailVerified(mallory.id()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "absent", "no address"})
  void takesNoAddressForWhichTheProviderDoesNotVouch(String how) {
    var person = accounts.signedIn();
    for (var email : List.of(person.email(), freshEmail())) {
      var who = person(email);
      switch (how) {
        case "false" -> who.put("email_verified", false);
        case "absent" -> who.remove("email_verified");
        default -> who.put("email", "ada at example.com");
      }
      assertThat(signIns.come(who)).isEqualTo(NOT_VERIFIED);
    }
    assertThat(accounts.refresh(person.tokens())).isNotNull();
  }

  @Test
  void asksForWhatTheIdTokenDoesNotSay() {
    var email = freshEmail();
    provider.claims = claims -> claims.claim("email", null).claim("email_verified", null);
    assertSignedIn(signIns.come(person(email)));
    provider.claims = claims -> claims.claim("email", null).subject("somebody else");
    assertThat(signIns.come()).isEqualTo(REFUSED);
  }

  @Test
  void wantsTheSecondFactorThatTheAccountHas() {
    var person = accounts.signedIn();
    accounts.verified(person.email());
    assertThat(accounts.armed(person).recoveryCodes()).isNotEmpty();
    assertThat(signIns.come(person(person.email())))
        .isInstanceOf(CompleteFederatedSignIn.Reply.SecondFactorNeeded.class);
  }

  @Test
  void takesBackOnlyWhatItBegan() {
    var person = person(freshEmail());
    var begun = signIns.begin();
    var code = provider.authorize(begun.url(), person);
    var other = signIns.begin();
    var sealed = begun.transaction().value();
    var changed = new Credential(sealed.substring(1) + sealed.charAt(0));
    assertThat(signIns.complete(begun.transaction(), code, other.state())).isEqualTo(REFUSED);
    assertThat(signIns.complete(other.transaction(), code, begun.state())).isEqualTo(REFUSED);
    assertThat(signIns.complete(changed, code, begun.state())).isEqualTo(REFUSED);
    assertThat(signIns.complete(new Credential("guess"), code, begun.state())).isEqualTo(REFUSED);
    assertSignedIn(signIns.complete(begun, code));
    assertThat(signIns.complete(begun, code)).as("again").isEqualTo(REFUSED);
    var late = provider.authorize(begun.url(), person);
    var mixed = provider.authorize(begun.url(), person);
    assertThat(signIns.complete(other, mixed)).as("a code of another sign-in").isEqualTo(REFUSED);
    signIns.pass(OidcTransaction.LIFE);
    assertThat(signIns.complete(begun, late)).as("late").isEqualTo(REFUSED);
  }

  /** A second time the code would be refused, as if somebody had guessed it. */
  @Test
  void isAskedForOnceSinceItsCodeIsTakenOnce() {
    var begun = signIns.begin();
    var code = provider.authorize(begun.url(), person(freshEmail()));
    provider.fault = Fault.FORGETTING;
    int before = provider.asked();
    assertFails(FailureKind.UNAVAILABLE, () -> signIns.complete(begun, code));
    assertThat(provider.asked() - before).isEqualTo(1);
  }

  @Test
  void sendsTheBrowserBackNowhereElse() {
    for (var uri :
        List.of(
            "https://shop.example/back/",
            "https://shop.example/back?next=x",
            "https://shop.example/bac",
            "https://shop.example/",
            "https://SHOP.example/back",
            "https://evil.example",
            "/back",
            "")) {
      assertThat(accounts.ask(new BeginFederatedSignIn(uri)))
          .isEqualTo(new BeginFederatedSignIn.Reply.UnknownRedirectUri());
    }
  }

  @Test
  void isNotOfferedWhereNoProviderIsConfigured() {
    try (var without = new RunningAccounts()) {
      assertThat(without.ask(new BeginFederatedSignIn(BACK)))
          .isEqualTo(new BeginFederatedSignIn.Reply.NotOffered());
      var none = new Credential("none");
      assertThat(without.ask(new CompleteFederatedSignIn(none, none, none)))
          .isEqualTo(new CompleteFederatedSignIn.Reply.NotOffered());
    }
  }

  @Test
  void leavesAProviderAloneThatDoesNotAnswerAsItMust() {
    try (var lying = new OutsideProvider();
        var waiting = signIns.running(lying)) {
      // The bus asks twice for what is unavailable.
      var begin = new BeginFederatedSignIn(BACK);
      for (var fault : List.of(Fault.REDIRECTING, Fault.OTHER_ISSUER, Fault.HUGE, Fault.SILENT)) {
        lying.fault = fault;
        int before = lying.asked();
        assertFails(FailureKind.UNAVAILABLE, () -> waiting.ask(begin));
        assertThat(lying.asked() - before).as("%s: no redirect followed", fault).isLessThan(5);
      }
      lying.fault = Fault.BROKEN;
      for (int i = 0; i < 5; i++) {
        assertFails(FailureKind.UNAVAILABLE, () -> waiting.ask(begin));
      }
      int before = lying.asked();
      assertFails(FailureKind.UNAVAILABLE, () -> waiting.ask(begin));
      assertThat(lying.asked()).isEqualTo(before);
    }
  }
}
