package mercat.accounts;

import static mercat.accounts.RunningAccounts.ADMIN;
import static mercat.accounts.RunningAccounts.PASSWORD;
import static mercat.accounts.RunningAccounts.freshEmail;
import static mercat.testkit.LocalNode.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.ChangePassword;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.PasswordChanged;
import mercat.contracts.accounts.PasswordResetRequested;
import mercat.contracts.accounts.RequestPasswordReset;
import mercat.contracts.accounts.ResetPassword;
import mercat.contracts.accounts.SecretLinks.Purpose;
import mercat.contracts.accounts.SignIn;
import mercat.platform.Actor;
import mercat.platform.FailureKind;
import mercat.platform.config.KeyFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PasswordChangesIT {
  private static final Credential NEW = new Credential("another password of mine");
  private static final ResetPassword.Reply RESET = new ResetPassword.Reply.Changed();
  private static final ResetPassword.Reply UNKNOWN = new ResetPassword.Reply.UnknownToken();

  @AutoClose static final RunningAccounts accounts = new RunningAccounts();

  @Test
  void changesThePasswordOfWhoeverKnowsIt() {
    var person = accounts.signedIn();
    assertThat(accounts.askAs(person.actor(), new ChangePassword(PASSWORD, NEW)))
        .isEqualTo(new ChangePassword.Reply.Changed());
    accounts.assertSignedOut(person.tokens());
    assertSignsInBy(person.email(), NEW);
    assertThat(accounts.announced("accounts", person.id()))
        .contains(new PasswordChanged(person.id()));
  }

  @Test
  void changesNothingForWhoeverDoesNotKnowIt() {
    var person = accounts.signedIn();
    assertThat(accounts.askAs(person.actor(), new ChangePassword(NEW, NEW)))
        .isEqualTo(new ChangePassword.Reply.WrongPassword());
    accounts.assertRefused(Actor.GUEST, new ChangePassword(PASSWORD, NEW));
    accounts.assertRefused(ADMIN, new ChangePassword(PASSWORD, NEW));
    assertThat(accounts.refresh(person.tokens())).isNotNull();
  }

  @Test
  void refusesANewPasswordThatIsEasyToGuess() {
    var person = accounts.signedIn();
    for (var weak : List.of("password1", person.email().value())) {
      assertFails(
          FailureKind.INVALID,
          () -> accounts.askAs(person.actor(), new ChangePassword(PASSWORD, new Credential(weak))));
    }
    assertSignsInBy(person.email(), PASSWORD);
  }

  @Test
  void setsAForgottenPasswordOnceByTheLinkThatWasSent() {
    var person = accounts.signedIn();
    var token = accounts.resetLink(person.email());
    assertThat(accounts.ask(new ResetPassword(token, NEW))).isEqualTo(RESET);
    accounts.assertSignedOut(person.tokens());
    assertSignsInBy(person.email(), NEW);
    assertThat(accounts.account(person.email()).emailVerified()).isTrue();
    assertThat(accounts.ask(new ResetPassword(token, PASSWORD))).isEqualTo(UNKNOWN);
    assertSignsInBy(person.email(), NEW);
  }

  @Test
  void keepsTheLinkWhenTheNewPasswordIsRefused() {
    var email = accounts.registered();
    var token = accounts.resetLink(email);
    assertFails(
        FailureKind.INVALID,
        () -> accounts.ask(new ResetPassword(token, new Credential("password1"))));
    assertThat(accounts.ask(new ResetPassword(token, NEW))).isEqualTo(RESET);
  }

  @Test
  void setsNothingByAnyOtherToken() {
    var email = accounts.registered();
    var first = accounts.resetLink(email);
    var latest = accounts.resetLink(email, first);
    assertThat(accounts.ask(new ResetPassword(first, NEW))).as("replaced").isEqualTo(UNKNOWN);
    assertThat(accounts.ask(new ResetPassword(accounts.link(email, Purpose.VERIFY_EMAIL), NEW)))
        .as("of another purpose")
        .isEqualTo(UNKNOWN);
    for (var wrong : Set.of("", "guess", latest.value().replace('.', '-'), latest.value() + "A")) {
      assertThat(accounts.ask(new ResetPassword(new Credential(wrong), NEW))).isEqualTo(UNKNOWN);
    }
    accounts.expireLinks(email);

    assertThat(accounts.ask(new ResetPassword(latest, NEW))).as("expired").isEqualTo(UNKNOWN);
    assertSignsInBy(email, PASSWORD);
  }

  @Test
  void answersTheSameWhereThereIsNoAccount() {
    assertThat(accounts.ask(new RequestPasswordReset(freshEmail())))
        .isEqualTo(accounts.ask(new RequestPasswordReset(accounts.registered())));
  }

  @Test
  void announcesEachLinkThatIsMade() {
    var email = accounts.registered();
    var id = accounts.account(email).id();
    var first = accounts.resetLink(email);
    var unused = accounts.resetLink(email, first);
    assertThat(accounts.announced("accounts", id))
        .containsExactly(
            new AccountRegistered(id),
            new PasswordResetRequested(id),
            new PasswordResetRequested(id));
  }

  @Test
  void forgetsLinksThatHaveExpired() {
    var email = accounts.registered();
    var account = accounts.account(email).id();
    var rows = "select id from accounts.secret_link where account = '%s'";
    var links =
        new LinkStore(
            accounts.schema(), new KeyedTokens("", new KeyFile("accounts", new byte[32])), false);
    accounts.run(links::forget);
    assertThat(accounts.rows(rows, account)).isNotEmpty();
    accounts.expireLinks(email);

    accounts.run(links::forget);
    assertThat(accounts.rows(rows, account)).isEmpty();
  }

  private static void assertSignsInBy(Email email, Credential password) {
    assertThat(accounts.ask(new SignIn(email, password))).isInstanceOf(SignIn.Reply.SignedIn.class);
  }
}
